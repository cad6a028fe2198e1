import SeqTensor

/// Words that mean nothing: "zolmat", "Brinu"; 沐岚, 磐笺.
public enum InventedWords {
  public enum Kind: Sendable, Hashable { case name, noun }

  /// English nonsense is two or three syllables long and no word of the sentences themselves; a name has a capital.
  /// Chinese nonsense has two characters; names and nouns share none.
  public static func word(_ kind: Kind, _ language: StoryLanguage, _ random: inout RandomSource) -> String {
    switch language {
    case .english:
      while true {
        var word = ""
        for _ in 0..<(random.below(4) == 0 ? 3 : 2) {
          word += onsets[random.below(onsets.count)] + vowels[random.below(vowels.count)]
        }
        word += codas[random.below(codas.count)]
        guard word.count >= 5, !StoryWording.englishWords.contains(word) else { continue }
        guard kind == .name else { return word }
        return word.prefix(1).uppercased() + word.dropFirst()
      }
    case .chinese:
      let (first, second) =
        kind == .name ? (nameFirst, nameSecond) : (nounFirst, nounSecond)
      return String(first[random.below(first.count)]) + String(second[random.below(second.count)])
    }
  }

  private static let onsets = "b d f g k l m n p r t v z bl br dr fl gr kl pl sn st tr".split(separator: " ")
    .map(
      String.init)
  private static let vowels = "a e i o u".split(separator: " ").map(String.init)
  // No s at the end, so that an animal's plural is regular, and no bare vowel.
  private static let codas = "b d g k l m n p r t x nd lk mp rt".split(separator: " ").map(String.init)

  private static let nameFirst = Array("沐岚霁霖霏翊晟旻煜炜琰瑾璇珩琛珞瑶瑛芷芮苒茉荞菡蔚蕾薇")
  private static let nameSecond = Array("泽渊澈澜漪淼溪洛涵潇铭钧锋钰鸿鹏雁羽翎宸宁宇轩辕")
  private static let nounFirst = Array("磐砾碛碣矽硒磷铂钛钨铬锆镁锶榆槐桦椴榉楠檀棕檬蘑藤")
  private static let nounSecond = Array("笺筝箫笙缨缎绫绢纱绸杖匣匾帖轴臼杵舵桅锚橹篓箕筛")
}
