import Foundation
import SeqKitCLI
import Testing

/// The words alone that the shipped translators learn beside sentences: corpora/everyday-words.tsv, compiled in.
@Suite struct EverydayWordsTests {
  private let file: Data

  init() throws {
    file = try Data(
      contentsOf: URL(
        filePath: #filePath.replacing(
          "Tests/SeqKitCLITests/EverydayWordsTests.swift", with: "corpora/everyday-words.tsv")))
  }

  @Test func whatIsCompiledInIsTheFile() {
    let (french, german) = (EverydayWords.french, EverydayWords.german)
    #expect(french.map(\.source) == german.map(\.source))
    let lines = zip(french, german).map { "\($0.source)\t\($0.target)\t\($1.target)\n" }
    let isFile = Data(lines.joined().utf8) == file
    #expect(isFile, "\(lines.count) lines")
  }

  /// English, French, German on each line, nothing empty or with spaces around it, and no English twice.
  @Test func theFileIsWellFormed() throws {
    let text = try #require(String(validating: file, as: UTF8.self), "it is not UTF-8")
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let afterTheLast = lines.popLast()
    #expect(afterTheLast == "" && lines.count > 2000)
    for (number, line) in lines.enumerated() {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      let areWhole = columns.allSatisfy { $0.first?.isWhitespace == false && $0.last?.isWhitespace == false }
      #expect(columns.count == 3 && areWhole, "line \(number + 1): \(line)")
    }
    let english = Dictionary(grouping: lines) { $0.prefix { $0 != "\t" } }
    let twice = english.filter { $0.value.count > 1 }.keys
    #expect(twice.isEmpty, "\(twice.sorted())")
  }
}
