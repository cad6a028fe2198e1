import SeqData
import Testing

@Suite struct PlainSpellingTests {
  @Test(arguments: [
    ("", ""), ("I love you.", "I love you."), ("Ｉ ｌｏｖｅ ｙｏｕ．", "I love you."), ("１２：３０！", "12:30!"),
    ("I love you。", "I love you."), ("I\tlove\u{A0} \u{3000}you.", "I love you."),
    ("  two  ends ", " two ends "),
    ("“Stop,” he said.", "\"Stop,\" he said."), ("«Halt»", "\"Halt\""), ("don’t", "don’t"),
    ("WHERE IS THE STATION?", "Where is the station?"), ("\"COME HERE!\"", "\"Come here!\""),
    ("ÉCOLE ET ÉTÉ", "École et été"), ("NATO", "NATO"), ("I AM", "I AM"),
    ("USA, a country", "USA, a country"),
    ("A B", "A B"), ("123 45", "123 45"), ("I. M. PEI", "I. M. PEI"),
    // What belongs to the script stays.
    ("我爱你。", "我爱你。"), ("他说“好”，ＡＢ　Ｃ", "他说“好”，ＡＢ Ｃ"), ("カタカナ。", "カタカナ。"),
  ])
  func textsAreSpelledPlainly(_ text: String, _ plain: String) {
    #expect(text.plainlySpelled == plain)
    #expect(plain.plainlySpelled == plain, "once is enough")
  }
}
