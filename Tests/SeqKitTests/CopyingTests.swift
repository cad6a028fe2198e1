import SeqData
import SeqKit
import SeqKitPretrained
import Testing

/// Texts of several sentences, and what a model of byte pairs can only copy, with the shipped translators.
@Suite struct CopyingTests {
  private let french: Translator
  private let german: Translator

  init() throws {
    french = try Translator(.englishFrench)
    german = try Translator(.englishGerman)
  }

  private func translations(
    _ texts: [String], _ translator: Translator, threads: Int = 1,
    _ change: (inout TranslationOptions) -> Void = { _ in }
  ) throws -> [[Translation]] {
    var options = TranslationOptions()
    change(&options)
    return try translator.translations(of: texts, options: options, threads: threads)
  }

  @Test(arguments: [
    ("Hello, Zbigniew!", "Zbigniew"), ("I live in Wolfsburg.", "Wolfsburg"),
    ("I have 12345 apples.", "12345"),
    ("Send it to anna@example.com.", "anna@example.com"), ("I like 北京 very much.", "北京"),
    ("I love you 🙂", " 🙂"),
    ("I love you!🙂🙂", "🙂🙂"),
    // Names in two pieces, after what only names stand behind.
    ("Mr. Smith lives here.", "Smith"), ("Dr. Lee is in room 5.", "Lee"),
  ])
  func whatCanOnlyBeCopiedIsCopied(_ text: String, _ part: String) throws {
    for translator in [french, german] {
      let translation = try translator.translate(text)
      #expect(translation.text.contains(part), "\(translation.text)")
      #expect(translation.words.contains { part.hasSuffix($0) || $0.contains(part) }, "\(translation.words)")
      check(translation)
    }
  }

  /// Of a number of two digits its word is too often that of another.
  @Test(arguments: [10, 11, 13, 14, 17, 20, 24, 26, 30, 47, 60, 99])
  func numbersStayTheNumbersTheyAre(_ number: Int) throws {
    for text in ["I have \(number) dogs.", "We waited for \(number) minutes.", "It is \(number) miles away."]
    {
      for translator in [french, german] {
        let found = try translator.translate(text).text
        let numbers = found.split { !$0.isNumber }
        #expect(!numbers.isEmpty && numbers.allSatisfy { $0 == "\(number)" }, "\(found)")
      }
    }
  }

  /// "120" has no 12 in it, and a number that the source does not have is none of its own. One digit may be a word.
  @Test(arguments: [
    ("It costs 12 euros.", "12"), ("Our house number is 42.", "42"), ("Tim is 12.", "12"),
    ("Give me 3 minutes.", "3"), ("It is 7 o'clock.", "7"), ("He arrives on June 3.", "3"),
  ])
  func aNumberIsNoPartOfAnother(_ text: String, _ number: String) throws {
    let words = ["3": ["trois", "drei"], "7": ["sept", "sieben"]][number] ?? []
    for translator in [french, german] {
      let found = try translator.translate(text).text
      let numbers = found.split { !$0.isNumber }.map(String.init)
      #expect(numbers == [number] || numbers.isEmpty && words.contains(where: found.contains), "\(found)")
    }
  }

  /// One digit may be a word, of the same number.
  @Test func aDigitMayBeAWord() throws {
    #expect(try french.translate("I have 1 dog.").text == "J'ai un chien.")
    #expect(try german.translate("There are 7 days in a week.").text.contains("sieben"))
  }

  /// Times of day in the other language's way, and no other times.
  @Test(arguments: [
    ("The film starts at 20:15.", ["20 h 15", "20h15"], ["20:15", "20.15"]),
    ("The bus leaves at 7:30.", ["7 h 30", "7h30"], ["7:30", "7.30", "halb acht"]),
    ("The train leaves at 9:45.", ["9 h 45", "9h45"], ["9:45", "9.45", "Viertel vor zehn"]),
    ("We open at 8:00.", ["8 h", "huit heures"], ["8:00", "8.00", "acht Uhr"]),
  ])
  func timesOfDayStayTheTimesTheyAre(_ text: String, _ inFrench: [String], _ inGerman: [String]) throws {
    for (translator, readings) in [(french, inFrench), (german, inGerman)] {
      let found = try translator.translate(text).text.replacing("\u{202f}", with: " ")
      #expect(readings.contains { found.contains($0) }, "\(found)")
    }
  }

  @Test func whatTimesOfDayAreCalled() throws {
    let (french, german) = (try #require(NumberWords.of("French")), try #require(NumberWords.of("German")))
    #expect(german.readings(hour: 7, minute: 30).contains("halb acht"))
    #expect(german.readings(hour: 23, minute: 45).contains("viertel vor vierundzwanzig"))
    #expect(german.readings(hour: 0, minute: 0).contains("mitternacht"))
    #expect(french.readings(hour: 2, minute: 30).contains("quatorze heures trente"))
    #expect(french.readings(hour: 11, minute: 45).contains("midi moins le quart"))
    #expect(french.readings(hour: 9, minute: 52).isEmpty && NumberWords.of("Klingon") == nil)
  }

  /// A word alone in capitals is read in small letters, if the model knows it so; an abbreviation is not.
  @Test(arguments: [
    ("HELLO", "Bonjour", "Hallo!"), ("WATER", "Eau", "Wasser"), ("OPEN", "Ouvert", "Offen"),
    ("HELP!", "À l'aide !", "Hilfe!"), ("TV", "télévision", "Fernseher"),
  ])
  func aWordInCapitalsIsTranslated(_ word: String, _ inFrench: String, _ inGerman: String) throws {
    #expect(try french.translate(word).text.replacing("\u{202f}", with: " ") == inFrench)
    #expect(try german.translate(word).text == inGerman)
  }

  /// What a sentence says to be a name, and names that are written alike in both languages.
  @Test(arguments: [
    ("My name is Sven.", "Sven"), ("My name is Xiaoming.", "Xiaoming"), ("I saw Mia.", "Mia"),
    ("Her brother is called Jakub.", "Jakub"), ("They named him Levi.", "Levi"),
    // "Paula" is somebody else, and "Johannes" too.
    ("Paul is here.", "Paul"), ("Is Paul at home?", "Paul"), ("I saw John yesterday.", "John"),
  ])
  func namesStayTheNamesTheyAre(_ text: String, _ name: String) throws {
    for translator in [french, german] {
      let found = try translator.translate(text).text
      #expect(found.split { !$0.isLetter }.contains(name[...]), "\(found)")
    }
  }

  /// Words alone are what people try first; with a capital they are the same words.
  @Test(arguments: [
    ("car", "voiture", "Auto"), ("milk", "lait", "Milch"), ("tree", "arbre", "Baum"),
    ("school", "école", "Schule"), ("doctor", "médecin", "Arzt"), ("night", "nuit", "Nacht"),
    ("Monday", "lundi", "Montag"), ("two", "deux", "zwei"), ("no", "non", "nein"),
    ("to eat", "manger", "essen"), ("Car", "Voiture", "Auto"), ("Water", "Eau", "Wasser"),
    ("Hello.", "Bonjour.", "Hallo."), ("Hello. 🙂", "Bonjour. 🙂", "Hallo. 🙂"),
  ])
  func wordsAloneAreTranslated(_ word: String, _ inFrench: String, _ inGerman: String) throws {
    #expect(try french.translate(word).text == inFrench)
    #expect(try german.translate(word).text == inGerman)
  }

  /// Signs within a text do not disturb it, and come back beside the words that they stood beside.
  @Test(arguments: [
    ("Let's go home 😀 now.", "Let's go home now.", "😀"), ("😀 I am hungry.", "I am hungry.", "😀"),
    ("I love you😀.", "I love you.", "😀."), ("I am 😀😀 hungry 🍎 now!", "I am hungry now!", "🍎"),
    ("😀 😀 I am 🍎hungry.", "I am hungry.", "🍎"),
  ])
  func signsWithinATextComeBack(_ text: String, _ plain: String, _ part: String) throws {
    for translator in [french, german] {
      let (with, without) = (try translator.translate(text), try translator.translate(plain))
      #expect(with.text.contains(part), "\(with.text)")
      let signs = text.filter { "😀🍎".contains($0) }
      #expect(with.text.filter { "😀🍎".contains($0) }.sorted() == signs.sorted())
      #expect(
        with.text.filter { !"😀🍎 \u{202f}".contains($0) } == without.text.filter { !" \u{202f}".contains($0) })
      #expect(with.logProbability == without.logProbability)
      check(with)
    }
  }

  @Test(arguments: ["🙂", "。", "...", "42", "3.14", "20 €", "- - -", "12:30 – 14:00 😀"])
  func aTextWithoutALetterIsCopied(_ text: String) throws {
    for translator in [french, german] {
      let translation = try translator.translate(text)
      #expect(translation.text == text && translation.tokens.isEmpty && translation.logProbability == 0)
      #expect(translation.words == text.split(separator: " ").map(String.init))
    }
  }

  @Test(arguments: [
    ("It is 20°C today.", "20°C"), ("The oven is at 180°C.", "180°C"), ("Room 12B is free.", "12B"),
    ("We took the A4.", "A4"), ("I paid $5.", "5"),
  ])
  func numbersBesideLettersAndSignsAreCopied(_ text: String, _ part: String) throws {
    for translator in [french, german] {
      let translation = try translator.translate(text)
      let runs = translation.text.split { !$0.isNumber && !$0.isLetter && $0 != "°" }
      #expect(runs.contains(part[...]), "\(translation.text)")
      check(translation)
    }
  }

  /// A number in groups is one, and is not cut: its parts are translated as if they were numbers of things.
  @Test(arguments: [
    ("Call me at +49 170 1234567.", "+49 170 1234567"), ("The number is 1 800 555 0199.", "1 800 555 0199"),
    ("You can reach me at 020 7946 0958.", "020 7946 0958"), ("I paid 5 000 euros.", "5 000"),
    ("My number is (020) 7946 0958.", "(020) 7946 0958"),
  ])
  func numbersInGroupsAreCopied(_ text: String, _ number: String) throws {
    for translator in [french, german] {
      let translation = try translator.translate(text)
      #expect(translation.text.contains(number), "\(translation.text)")
      check(translation)
    }
  }

  /// A name in two pieces is looked for behind another name, but not behind the end of a sentence.
  @Test func aWordAfterASentenceIsNoName() throws {
    let text = "Come on, Tom. Talk to me."
    for translator in [french, german] {
      let plain = try translations([text], translator) { $0.copiesRare = false }
      #expect(try translator.translate(text) == plain[0][0])
    }
  }

  /// One of several that does not come through does not take the others with it, and a stand-in that became another word
  /// ("Maria", "Marie") is found by where it was read from.
  @Test(arguments: [
    ("Krzysztof and Małgorzata love Reykjavik.", ["Krzysztof", "Małgorzata", "Reykjavik"]),
    ("Zbigniew met Agnieszka in Wolfsburg.", ["Zbigniew", "Agnieszka", "Wolfsburg"]),
    ("The file has 1,234,567 lines and 42 errors.", ["1,234,567", "42"]),
    ("Send 12345 apples to anna@example.com.", ["12345", "anna@example.com"]),
    ("In 1990, 15 people came.", ["1990", "15"]),
  ])
  func severalItemsAreCopied(_ text: String, _ parts: [String]) throws {
    for translator in [french, german] {
      let translation = try translator.translate(text)
      for part in parts { #expect(translation.text.contains(part), "\(translation.text)") }
      check(translation)
    }
  }

  @Test(arguments: ["He was born in the 1990s.", "I get up at 6am.", "It is his 3rd book."])
  func ordinalsAndTimesAreTheModels(_ text: String) throws {
    for translator in [french, german] {
      let plain = try translations([text], translator) { $0.copiesRare = false }
      #expect(try translator.translate(text) == plain[0][0])
    }
  }

  @Test func whatAModelKnowsItTranslates() throws {
    #expect(try french.translate("She lives in Switzerland.").text.contains("Suisse"))
    #expect(try german.translate("She lives in Switzerland.").text.contains("Schweiz"))
    #expect(try french.translate("I have 3 brothers.").text.hasPrefix("J'ai"))
  }

  /// One sentence with nothing to copy is translated to the same bits, whether either is asked for or not.
  @Test func otherTextsAreAsBefore() throws {
    let texts = [
      "Where is the station?", "i am hungry", "Tom and Mary live in Boston.", "", "  ", "No.", "a",
    ]
    let plain = try translations(texts, french) { ($0.splitsSentences, $0.copiesRare) = (false, false) }
    #expect(try translations(texts, french) == plain)
  }

  @Test func sentencesAreTranslatedOneByOneAndJoined() throws {
    let parts = ["I came home.", "I was tired.", "Where is my bed?"]
    let alone = try parts.map { try french.translate($0) }
    let whole = try french.translate(parts.joined(separator: " "))
    #expect(whole.text == alone.map(\.text).joined(separator: " "))
    #expect(whole.tokens == alone.flatMap(\.tokens) && whole.sourceTokens == alone.flatMap(\.sourceTokens))
    #expect(whole.words == alone.flatMap(\.words) && whole.sourceWords == alone.flatMap(\.sourceWords))
    #expect(abs(whole.logProbability - alone.reduce(0) { $0 + $1.logProbability }) < 1e-6)
    check(whole)
    let one = try translations([parts.joined(separator: " ")], french) { $0.splitsSentences = false }
    #expect(one[0][0].text != whole.text)
    let limited = try translations([parts.joined(separator: " ")], french) { $0.maximumLength = 4 }
    #expect(limited[0][0].tokens.count <= 4)
    // Two short ones as well: together the model makes one of them. A word alone keeps its full stop.
    let texts = [
      ["Happy New Year, everyone!", "Our favourite cinema is in Munich."], ["It's late.", "Sorry."],
      ["Sorry.", "It's late."],
    ]
    for two in texts {
      for translator in [french, german] {
        let alone = try two.map { try translator.translate($0).text }
        let together = try translator.translate(two.joined(separator: " ")).text
        #expect(together == alone.joined(separator: " ") && ".!".contains(together.suffix(1)))
      }
    }
  }

  /// Short texts are learned without a full stop: where one was, one is again. A word that only the list of words has, and never
  /// with a mark, is still known.
  @Test func marksAreKept() throws {
    for (text, expected) in [
      ("Good morning. How are you?", "Bonjour. Comment"), ("Of course. I will come.", "Bien sûr. Je"),
      ("Yes. I agree.", "Oui. Je"), ("Yes.", "Oui."), ("Yes!", "Oui !"), ("Yes?", "Oui ?"),
    ] {
      let translation = try french.translate(text)
      // A greeting may be called out.
      let called = translation.text.replacing("Bonjour !", with: "Bonjour.")
      #expect(called.hasPrefix(expected), "\(translation.text)")
      check(translation)
    }
    for (text, expected) in [
      ("Good morning. How are you?", "Guten Morgen. Wie"), ("Of course. I will come.", "Natürlich. Ich"),
      ("Yes. I agree.", "Ja. Ich"),
    ] {
      let translation = try german.translate(text)
      #expect(
        translation.text.replacing("Morgen!", with: "Morgen.").hasPrefix(expected), "\(translation.text)")
    }
  }

  /// A phrase that is the whole text is its translation, with the signs that it was given with.
  @Test func aGivenTranslationIsWrittenAsItIs() throws {
    var table = PhraseTable()
    table["Good morning!"] = "L’école « à » toi…"
    let found = try translations(["Good morning!"], french) { $0.phraseTable = table }[0][0]
    #expect(found.text == "L’école « à » toi…" && found.words == ["L’école", "«", "à", "»", "toi…"])
    check(found)
  }

  /// What stands in for one number is never taken for another, nor a digit for part of a longer number.
  @Test func numbersBesideEachOtherStayWhatTheyAre() throws {
    for text in [
      "In 1987 there were 9 cars and 0 buses.", "We bought 1234 apples, 5 pears and 9 plums.",
      "There are 4711 people in 5 houses and 9 cars.", "Read pages 1204 to 1250 and answer 5 questions.",
      "Wake me at 7:30, not at 7:35, in room 30.",
    ] {
      let given = Set(text.split { !$0.isNumber })
      for translator in [french, german] {
        let found = try translator.translate(text).text.split { !$0.isNumber }
        #expect(found.allSatisfy { $0.count < 2 || given.contains($0) }, "\(text): \(found)")
      }
    }
  }

  /// A text that is longer than what is read takes no longer for what might have been copied.
  @Test(.timeLimit(.minutes(1))) func aLongLineOfNumbers() throws {
    let text = (0..<20_000).map { "\($0 * 7 + 1000)" }.joined(separator: " ")
    #expect(try !french.translate(text, search: .greedy).text.isEmpty)
  }

  @Test func severalTranslationsAndThreads() throws {
    let texts = [
      "I came home. I was tired.", "Hello, Zbigniew! I like 北京 🙂", "Call me at 555-1234.", "Yes. No. Yes.",
    ]
    let found = try translations(texts, german) { $0.nBest = 3 }
    #expect(found.allSatisfy { (1...3).contains($0.count) } && found[0].count == 3)
    for translation in found.flatMap(\.self) { check(translation) }
    for list in found { #expect(zip(list, list.dropFirst()).allSatisfy { $0.score >= $1.score }) }
    #expect(try translations(texts, german, threads: 2) { $0.nBest = 3 } == found)
    for (text, list) in zip(texts, found) {
      #expect(try translations([text], german) { $0.nBest = 3 }[0].map(\.text) == list.map(\.text))
    }
  }

  /// Sampled sentences have streams of their own, and a file gives the same in one part as in several.
  @Test func samplesDoNotDependOnTheirCompany() throws {
    let text = "I came home. I came home."
    func sample(_ texts: [String], from number: Int) throws -> [String] {
      var options = TranslationOptions()
      options.search = .sampling(temperature: 2)
      return try french.translations(of: texts, options: options, numberedFrom: number).map { $0[0].text }
    }
    let both = try sample([text, text], from: 1)
    #expect(try both == sample([text], from: 1) + sample([text], from: 2))
    #expect(both[0] != both[1])
  }

  /// A phrase table says what is written, and nothing else does.
  @Test func aPhraseTableGoesFirst() throws {
    var table = PhraseTable()
    table["Zbigniew"] = "Zébulon"
    let found = try translations(["Hello, Zbigniew! I came home."], french) { $0.phraseTable = table }
    #expect(found[0][0].text.contains("Zébulon") && !found[0][0].text.contains("Zbigniew"))
  }

  private func check(_ translation: Translation, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(translation.tokenWords.count == translation.tokens.count, sourceLocation: sourceLocation)
    #expect(
      translation.sourceTokenWords.count == translation.sourceTokens.count, sourceLocation: sourceLocation)
    #expect(
      translation.tokenWords.allSatisfy { $0.upperBound <= translation.words.count },
      sourceLocation: sourceLocation)
    #expect(
      translation.sourceTokenWords.allSatisfy { $0.upperBound <= translation.sourceWords.count },
      sourceLocation: sourceLocation)
    #expect(translation.attention.count == translation.tokens.count, sourceLocation: sourceLocation)
    #expect(
      translation.attention.allSatisfy { $0.count == translation.sourceTokens.count },
      sourceLocation: sourceLocation)
    #expect(translation.tokenScores.count == translation.tokens.count + 1, sourceLocation: sourceLocation)
    #expect(
      abs(translation.tokenScores.reduce(0, +) - translation.logProbability) < 1e-4,
      sourceLocation: sourceLocation)
    #expect(
      translation.text.split(whereSeparator: \.isWhitespace).map(String.init) == translation.words,
      sourceLocation: sourceLocation)
  }
}
