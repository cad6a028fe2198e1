import SeqAutodiff
import SeqData
import SeqFiles
import SeqKit
import SeqLayers
import SeqModels
import SeqTensor
import SystemPackage
import TestSupport
import Testing

/// The textbook's encoder-decoder: `TranslatorSettings.chapter`.
@Suite struct ChapterTests {
  /// The same at toy widths: E 16, H 32.
  private func toy(_ change: (inout TranslatorSettings) -> Void = { _ in }) -> TranslatorSettings {
    var settings = TranslatorSettings.chapter
    settings.heldOut = 20
    settings.model.embeddingSize = 16
    settings.model.hiddenSize = 32
    settings.training.epochs = 12
    settings.training.batchTokens = 200
    settings.training.learningRate = 0.02
    settings.training.schedule = .constant
    change(&settings)
    return settings
  }

  /// Words of one letter spelled out backwards, and two words on each side that occur once.
  private static let pairs =
    spellingPairs(400) + [
      SentencePair(source: "a q", target: "alpha quelle"), SentencePair(source: "b w", target: "beta welle"),
    ]

  private func shapes(_ translator: Translator) -> [String: [Int]] {
    Dictionary(
      uniqueKeysWithValues: translator.parameters.entries.map { ($0.name, $0.parameter.shape.array) })
  }

  @Test func itsChoicesAreTheTextbooks() {
    let (settings, model) = (TranslatorSettings.chapter, TranslatorSettings.chapter.model)
    #expect(settings.problem == nil)
    #expect(settings.tokenizer == .word && settings.targetTokenizer == nil && settings.variants == nil)
    #expect(model.cell == .lstm && model.encoderLayers == 2 && model.decoderLayers == 2)
    #expect(!model.isBidirectional && model.sourceOrder == .forward && model.bridge == .copy)
    #expect(model.attention == AttentionKind.none && !model.inputFeeding && !model.tiedEmbeddings)
    #expect(!model.layerNormalization && model.dropout == 0)
    #expect(settings.training.labelSmoothing == 0 && settings.training.scheduledSampling == 0)
  }

  /// Two embeddings, two LSTM layers a side, projection to V logits, and nothing else; one row for all unknown words; the state
  /// after the source's end marker is where the decoder begins. It learns, and translates.
  @Test func itIsTheTextbooksMachine() throws {
    let training = try TranslatorTraining(pairs: Self.pairs, settings: toy(), threads: 2)
    let unknown = try #require(training.source.vocabulary.id(of: "<unk>"))
    for codec in [training.source, training.target] {
      #expect(codec.vocabulary.tokens.count == 4 + 5 && codec.vocabulary.tokens.count { $0 == "<unk>" } == 1)
    }
    #expect(training.source.encode("q w unheard") == [unknown, unknown, unknown])
    #expect(training.target.encode("quelle welle") == [unknown, unknown])

    var losses: [Double] = []
    while let event = try training.next() {
      if case .epoch(let report) = event { losses.append(try #require(report.heldOutLoss)) }
    }
    #expect(losses.count == 12 && losses[11] < 0.5 * losses[0], "\(losses)")
    let translator = try training.translator()
    let others = spellingPairs(600).suffix(100)
    let found = try translator.translations(of: others.map(\.source), search: .greedy).map { $0[0] }
    let right = zip(found, others).filter { $0.text == $1.target }.count
    // Nine of ten are; a decoder that did not read the thought vector would have one of a hundred.
    #expect(right >= 50, "\(right) of 100")
    #expect(!translator.hasAttention && found.allSatisfy { $0.attention.isEmpty })
    #expect(try translator.translate("a unheard", search: .greedy).sourceTokens == ["a", "<unk>"])

    var expected = [
      "encoder.embedding.weight": [9, 16], "decoder.embedding.weight": [9, 16],
      "decoder.output.weight": [9, 32], "decoder.output.bias": [9],
    ]
    for side in ["encoder", "decoder"] {
      for (layer, width) in [16, 32].enumerated() {
        expected["\(side).rnn.weight_ih_l\(layer)"] = [4 * 32, width]
        expected["\(side).rnn.weight_hh_l\(layer)"] = [4 * 32, 32]
        expected["\(side).rnn.bias_ih_l\(layer)"] = [4 * 32]
        expected["\(side).rnn.bias_hh_l\(layer)"] = [4 * 32]
      }
    }
    #expect(shapes(translator) == expected)
    Tape().evaluate(with: translator.parameters) { tape in
      var none = Regularization.none
      let source = TokenBatch([[4, 5, Vocabulary.end]])
      let encoded = translator.model.encode(source, on: tape, regularization: &none)
      let (hasMemory, isFed) = (encoded.memory != nil, encoded.state.feed != nil)
      #expect(!hasMemory && !isFed && encoded.state.layers.count == 2)
      for layer in encoded.state.layers {
        #expect(layer.hidden.shape == [1, 32] && layer.hidden.elements.contains { $0 != 0 })
        #expect(layer.cell?.elements.count == 32)
      }
    }
  }

  /// With general attention there are W of the score h W s and W_c of a = tanh(W_c [c; h]) besides.
  @Test func attentionAddsItsScoreAndItsCombination() throws {
    let plain = try TranslatorTraining(pairs: Self.pairs, settings: toy(), threads: 1)
    let settings = toy {
      $0.model.attention = .general
      $0.training.epochs = 1
    }
    let training = try TranslatorTraining(pairs: Self.pairs, settings: settings, threads: 1)
    #expect(training.parameterCount == plain.parameterCount + 32 * 32 + 32 * 64)
    while try training.next() != nil {}
    let translator = try training.translator()
    let found = shapes(translator)
    #expect(found["decoder.attention.score.weight"] == [32, 32])
    #expect(found["decoder.combine.weight"] == [32, 64])
    let attention = try translator.translate("a b c", search: .greedy).attention
    #expect(translator.hasAttention && attention.allSatisfy { $0.count == 3 })
  }
}
