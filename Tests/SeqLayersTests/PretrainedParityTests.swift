import FoundationEssentials
import SeqAutodiff
import SeqFiles
import SeqLayers
import SeqTensor
import SystemPackage
import TestSupport
import Testing

/// Networks that others trained, on inputs whose outputs PyTorch computed.
@Suite struct PretrainedParityTests {
  private func open(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(contentsOf: FilePath(try #require(TestData.path("weights/" + name))))
  }

  private func values(_ file: SafetensorsFile, _ name: String) throws -> [Scalar] {
    file.floats(of: try #require(file[name])).map { Scalar($0) }
  }

  /// The speaker encoder of Resemblyzer: three LSTM layers 40 → 256, linear, ReLU, length 1.
  @Test(.enabled(if: TestData.has("weights/resemblyzer_lstm3.safetensors")))
  func threeLayerLSTM() throws {
    let weights = try open("resemblyzer_lstm3.safetensors")
    let fixture = try open("resemblyzer_lstm3.parity.safetensors")
    var scope = ParameterScope()
    let lstm = scope.nested("lstm") {
      RecurrentNetwork(.lstm, inputSize: 40, hiddenSize: 256, layers: 3, scope: &$0)
    }
    let linear = scope.nested("linear") { Linear(inputSize: 256, outputSize: 256, scope: &$0) }
    let parameters = scope.finishEmpty()
    for (name, parameter) in parameters.entries { parameters[parameter] = try values(weights, name) }

    let input = try values(fixture, "input")  // [2, 40, 40], batch first
    let output = try values(fixture, "output")
    let (hidden, cell) = (try values(fixture, "h_n"), try values(fixture, "c_n"))
    let expected = try values(fixture, "embedding")
    Tape().evaluate(with: parameters) { tape in
      var none = Regularization.none
      let (outputs, states) = lstm(
        tape.constant(input, [2, 40, 40]).swappingFirstAxes(), regularization: &none)
      let tolerance: Scalar = 1e-4
      #expect(distance(outputs.swappingFirstAxes().elements, output) < tolerance)
      #expect(distance(stacked(states.map(\.forward.hidden)).elements, hidden) < tolerance)
      #expect(distance(stacked(states.compactMap(\.forward.cell)).elements, cell) < tolerance)
      let raw = relu(linear(states[2].forward.hidden))
      let embedding = raw / squareRoot((raw * raw).sum(along: 1)).reshaped(to: [2, 1])
      #expect(distance(embedding.elements, expected) < tolerance)
    }
  }

  /// The voice detector of Silero: a Fourier transform as a convolution, four convolutions, an LSTM cell from frame to frame.
  @Test(.enabled(if: TestData.has("weights/silero_vad_16k.safetensors")))
  func convolutionsAndLSTMCell() throws {
    let weights = try open("silero_vad_16k.safetensors")
    let fixture = try open("silero_vad_16k.parity.safetensors")
    var scope = ParameterScope()
    let transform = scope.nested("stft_conv") {
      Convolution1d(
        inputChannels: 1, outputChannels: 258, kernel: 256, stride: 128, bias: false, scope: &$0)
    }
    let convolutions = [(129, 128, 1), (128, 64, 2), (64, 64, 2), (64, 128, 1)].enumerated().map {
      number, layer in
      scope.nested("conv\(number + 1)") {
        Convolution1d(
          inputChannels: layer.0, outputChannels: layer.1, kernel: 3, stride: layer.2, padding: 1, scope: &$0)
      }
    }
    let cell = scope.nested("lstm_cell") { LSTMCell(inputSize: 128, hiddenSize: 128, scope: &$0) }
    let last = scope.nested("final_conv") {
      Convolution1d(inputChannels: 128, outputChannels: 1, kernel: 1, scope: &$0)
    }
    let parameters = scope.finishEmpty()
    #expect(weights.entries.count == parameters.entries.count)
    for (name, parameter) in parameters.entries { parameters[parameter] = try values(weights, name) }

    let wave = try values(fixture, "wav")
    let (inputs, hidden) = (try values(fixture, "lstm_input"), try values(fixture, "lstm_h"))
    let expected = try values(fixture, "speech_prob")
    #expect(wave.count == 12 * 512 && expected.count == 12)
    // 64 numbers of the frame before, 512 new ones, the last 64 mirrored.
    var frames: [Scalar] = []
    for frame in 0..<12 {
      let start = frame * 512
      let own =
        (frame == 0 ? [Scalar](repeating: 0, count: 64) : Array(wave[start - 64..<start]))
        + wave[start..<start + 512]
      frames += own + (1...64).map { own[own.count - 1 - $0] }
    }
    Tape().evaluate(with: parameters) { tape in
      // [12, 640, 1] to [12, 4, 258]: real parts, then imaginary ones.
      let parts = transform(tape.constant(frames, [12, 640, 1]))
      let (real, imaginary) = (parts[columns: 0..<129], parts[columns: 129..<258])
      var x = squareRoot(real * real + imaginary * imaginary)
      for layer in convolutions { x = layer(x, rectifier: .relu) }
      let tolerance: Scalar = 1e-4
      #expect(x.shape == [12, 1, 128])
      #expect(distance(x.elements, inputs) < tolerance * (inputs.map(abs).max() ?? 1))
      let steps = x.reshaped(to: [12, 128])
      var state = cell.initialState(batchSize: 1, on: tape)
      for step in 0..<12 {
        state = cell(tape.constant(rowsOf: steps, [Int32(step)]), state)
        #expect(
          distance(state.hidden.elements, Array(hidden[step * 128..<(step + 1) * 128])) < tolerance,
          "frame \(step)")
        let probability = sigmoid(last(relu(state.hidden).reshaped(to: [1, 1, 128]))).elements
        #expect(distance(probability, [expected[step]]) < tolerance, "frame \(step)")
      }
    }
  }

  /// The pronouncer of g2p-en: a GRU encoder-decoder; every word of the list as its own code gives it.
  ///
  /// The fixture's rows are in the order of the words but may be more than they are: each word's row is found by going
  /// down them.
  @Test(.enabled(if: TestData.has("weights/g2p_en_gru.safetensors")))
  func gruEncoderDecoder() throws {
    struct Vocabulary: Decodable {
      let graphemes, phonemes: [String]
    }
    let text = TestData.lines("weights/g2p_en_gru.vocab.json").joined(separator: "\n")
    let vocabulary = try JSONDecoder().decode(Vocabulary.self, from: Data(text.utf8))
    let weights = try open("g2p_en_gru.safetensors")
    let fixture = try open("g2p_en_gru.parity.safetensors")

    var scope = ParameterScope()
    let letters = scope.nested("enc_emb") { Embedding(vocabularySize: 29, size: 256, scope: &$0) }
    let encoder = scope.nested("enc") { GRUCell(inputSize: 256, hiddenSize: 256, scope: &$0) }
    let phonemes = scope.nested("dec_emb") { Embedding(vocabularySize: 74, size: 256, scope: &$0) }
    let decoder = scope.nested("dec") { GRUCell(inputSize: 256, hiddenSize: 256, scope: &$0) }
    let projection = scope.nested("fc") { Linear(inputSize: 256, outputSize: 74, scope: &$0) }
    let parameters = scope.finishEmpty()
    let names = [
      "enc_emb.weight": "enc_emb", "dec_emb.weight": "dec_emb", "fc.weight": "fc_w", "fc.bias": "fc_b",
    ]
    for (name, parameter) in parameters.entries {
      let stored =
        names[name]
        ?? name.replacing(".weight_", with: "_w_").replacing(".bias_", with: "_b_")
      parameters[parameter] = try values(weights, stored)
    }

    let rows = TestData.lines("weights/g2p_en_gru.parity.tsv").map {
      $0.split(separator: "\t").map(String.init)
    }
    .filter { $0.count == 2 && $0[0] != "word" }
    let count = rows.count
    #expect(count > 150)
    let ids: [[Int32]] = try rows.map { row in
      try row[0].map { Int32(try #require(vocabulary.graphemes.firstIndex(of: String($0)))) } + [2]
    }
    let end = try #require(vocabulary.phonemes.firstIndex(of: "</s>"))
    let start = try #require(vocabulary.phonemes.firstIndex(of: "<s>"))
    let batch = TokenBatch(ids)
    let lastHidden = try values(fixture, "enc_last_hidden")
    let firstLogits = try values(fixture, "first_step_logits")
    let found = Tape().evaluate(with: parameters) { tape in
      var state = encoder.unroll(letters(batch, on: tape), lengths: tape.integers(batch.lengths)).state
      let hidden = state.hidden.elements
      var place = -1
      let places = (0..<count).map { row in
        repeat {
          place += 1
        } while place < lastHidden.count / 256
          && distance(
            Array(hidden[row * 256..<(row + 1) * 256]), Array(lastHidden[place * 256..<(place + 1) * 256]))
            >= 1e-4
        return place
      }
      #expect(place < lastHidden.count / 256, "a word's last state is nowhere in the fixture")
      var last = [Int32](repeating: Int32(start), count: count)
      var spoken = [[String]](repeating: [], count: count)
      var isOver = [Bool](repeating: false, count: count)
      for step in 0..<20 {
        state = decoder.step(decoder.project(phonemes(last, on: tape)), feed: nil, state, active: nil)
        let logits = projection(state.hidden)
        if step == 0 && place < lastHidden.count / 256 {
          let expected = places.flatMap { firstLogits[$0 * 74..<($0 + 1) * 74] }
          #expect(distance(logits.elements, expected) < 1e-4)
        }
        let scores = logits.elements
        for row in 0..<count where !isOver[row] {
          let best = (0..<74).max { scores[row * 74 + $0] < scores[row * 74 + $1] } ?? 0
          last[row] = Int32(best)
          if best == end { isOver[row] = true } else { spoken[row].append(vocabulary.phonemes[best]) }
        }
      }
      return spoken.map { $0.joined(separator: " ") }
    }
    #expect(zip(found, rows).filter { $0 != $1[1] }.isEmpty)
  }
}
