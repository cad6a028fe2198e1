import SeqData
import Testing

@Suite struct SentencesTests {
  @Test(arguments: [
    ("", []), ("   ", []), ("Hello", ["Hello"]), ("Hello.", ["Hello."]), ("...", ["..."]),
    ("I came. I saw.  I won!", ["I came.", "I saw.", "I won!"]),
    ("Was it? Yes.\nNo", ["Was it?", "Yes.", "No"]),
    ("Mr. Smith met Dr. Jones. They spoke.", ["Mr. Smith met Dr. Jones.", "They spoke."]),
    ("Mt. Fuji is high. Climb it!", ["Mt. Fuji is high.", "Climb it!"]),
    ("J. R. Smith is here. So am I. He left.", ["J. R. Smith is here.", "So am I.", "He left."]),
    ("The U.S. Army came.", ["The U.S. Army came."]), ("It costs 3.50 euros.", ["It costs 3.50 euros."]),
    ("It costs 3.50. Buy it!", ["It costs 3.50.", "Buy it!"]),
    ("See example.com for more. Thanks!", ["See example.com for more.", "Thanks!"]),
    ("Well... I don't know.", ["Well... I don't know."]), ("etc. and so on", ["etc. and so on"]),
    ("What?! You did? Really?", ["What?!", "You did?", "Really?"]),
    ("He said, \"Stop. Go.\" Then he left.", ["He said, \"Stop. Go.\"", "Then he left."]),
    ("“Stop. Go.” He left.", ["“Stop. Go.”", "He left."]),
    ("„Halt. Geh.“ Er ging.", ["„Halt. Geh.“", "Er ging."]),
    ("no capital. here it goes", ["no capital. here it goes"]),
    ("I slept (a bit.) He left.", ["I slept (a bit.)", "He left."]),
    ("我来了。我看见了！我赢了？", ["我来了。", "我看见了！", "我赢了？"]), ("他说：「走。」他走了。", ["他说：「走。」", "他走了。"]),
    ("Hi! 🙂 - Bye.", ["Hi! 🙂 - Bye."]), ("Hi! 42 is it.", ["Hi!", "42 is it."]),
    ("Ja. Übermorgen.", ["Ja.", "Übermorgen."]),
    ("One. \"Two.\" Three.", ["One.", "\"Two.\"", "Three."]),
  ])
  func aTextIsCutIntoSentences(_ text: String, _ sentences: [String]) {
    #expect(Sentences.split(text) == sentences)
  }

  /// Nothing but white space is lost, whatever the text.
  @Test func nothingIsLost() {
    let parts = [".", "!", "?", "。", "\"", "“", "”", " ", "A", "b", "7", "…", "Mr", "🙂", "(", ")", "\n", "'"]
    var number = 12345
    for _ in 0..<2000 {
      let text = (0..<12).map { _ in
        number = (number &* 1_103_515_245 &+ 12345) & 0x7fff_ffff
        return parts[(number >> 8) % parts.count]
      }.joined()
      let joined = Sentences.split(text).joined()
      #expect(joined.filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace }, "\(text)")
    }
  }
}
