import SeqData
import SeqTensor
import Testing

/// On real sentences: the collection of Tatoeba, English and French.
@Suite(.enabled(if: Samples.tatoeba != nil, "tatoeba/fra-eng.tsv is in no data folder"))
struct TatoebaTests {
  @Test("2,000 pieces learned from 20,000 sentences write all of them, and little of a batch is padding")
  func pieces() throws {
    let pairs = Samples.pairs(try #require(Samples.tatoeba), first: 20_000)
    try #require(pairs.count == 20_000)
    let codec = TextCodec.learn(.bytePair, from: pairs.map(\.target), size: 2000)
    #expect(codec.vocabulary.count == 2000)
    var isSame = true
    var pieceCount = 0
    var scalarCount = 0
    var encoded: [EncodedPair] = []
    for pair in pairs {
      let ids = (source: codec.encode(pair.source), target: codec.encode(pair.target))
      isSame = isSame && bytes(codec.decode(ids.target)) == bytes(pair.target)
      isSame = isSame && bytes(codec.decode(ids.source)) == bytes(pair.source)
      pieceCount += ids.target.count
      scalarCount += pair.target.unicodeScalars.count
      encoded.append(EncodedPair(source: ids.source, target: ids.target))
    }
    #expect(isSame)
    #expect(Double(scalarCount) / Double(pieceCount) > 2)

    let plan = BatchPlan(pairs: encoded, tokenBudget: 4000, random: RandomSource(seed: 1))
    let tokens = plan.batches.map { BatchPlanTests.tokens($0, of: encoded) }
    let (real, padded) = (tokens.map(\.real).reduce(0, +), tokens.map(\.padded).reduce(0, +))
    #expect(1 - Double(real) / Double(padded) < 0.15)
  }
}
