import Foundation
import SeqData
import SeqKitCLI
import SeqTensor
import Testing

/// The words alone, phrases and sentences that the shipped translators learn beside sentences, compiled in from the folder corpora.
@Suite struct EverydayPairsTests {
  private static let files = ["everyday-words.tsv", "everyday-phrases.tsv", "everyday-sentences.tsv"]

  private func contents(_ name: String) throws -> Data {
    try Data(
      contentsOf: URL(
        filePath: #filePath.replacing(
          "Tests/SeqKitCLITests/EverydayPairsTests.swift", with: "corpora/\(name)")))
  }

  @Test func whatIsCompiledInIsTheFiles() throws {
    let (french, german) = (EverydayPairs.french, EverydayPairs.german)
    let lists = [
      (french.words, german.words), (french.phrases, german.phrases), (french.sentences, german.sentences),
    ]
    for (name, list) in zip(Self.files, lists) {
      #expect(list.0.map(\.source) == list.1.map(\.source))
      let lines = zip(list.0, list.1).map { "\($0.source)\t\($0.target)\t\($1.target)\n" }
      let isFile = Data(lines.joined().utf8) == (try contents(name))
      #expect(isFile, "\(name): \(lines.count) lines")
    }
  }

  /// English, French, German on each line, nothing empty or with spaces around it, and no English twice in all files.
  @Test func theFilesAreWellFormed() throws {
    var english: [Substring: Int] = [:]
    for (name, least) in zip(Self.files, [5000, 500, 5000]) {
      let text = try #require(String(validating: try contents(name), as: UTF8.self), "\(name) is not UTF-8")
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let afterTheLast = lines.popLast()
      #expect(afterTheLast == "" && lines.count > least, "\(name)")
      for (number, line) in lines.enumerated() {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
        let areWhole = columns.allSatisfy {
          $0.first?.isWhitespace == false && $0.last?.isWhitespace == false
        }
        #expect(columns.count == 3 && areWhole, "\(name), line \(number + 1): \(line)")
        english[columns[0], default: 0] += 1
      }
    }
    let twice = english.filter { $0.value > 1 }.keys
    #expect(twice.isEmpty, "\(twice.sorted())")
  }

  /// A score on sentences set aside would be none of unseen ones if a list had them.
  @Test func whatIsSetAsideIsNotLearned() throws {
    let all = EverydayPairs.german
    let (word, phrase) = (try #require(all.words.first), try #require(all.phrases.first))
    let sentence = try #require(all.sentences.first)
    let sentences = [
      SentencePair(source: "He left.", target: "Er ging."), SentencePair(source: "Who?", target: "Wer?"),
    ]
    func lessons(without held: [SentencePair]) -> [SentencePair] {
      all.lessons(beside: sentences, without: held, random: RandomSource(seed: 1))
    }
    let found = lessons(without: [])
    // The second sentence can have no connective before it.
    #expect(
      found.count == 3 * (all.words.count + all.sentences.count) + 8 * all.phrases.count + 1)
    #expect([word, phrase, sentence].allSatisfy { pair in found.contains { $0.source == pair.source } })
    let connected = try #require(found.first { $0.source.hasSuffix(" he left.") })

    let held = [word, phrase, sentence, connected].map {
      SentencePair(source: "\($0.source.uppercased()) ?", target: "")
    }
    let rest = lessons(without: held)
    let left = [word.source, phrase.source, sentence.source, connected.source]
    #expect(!rest.contains { left.contains($0.source) })
    #expect(rest.count < found.count)
  }
}
