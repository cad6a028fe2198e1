/// How a language writes small numbers and times of day as words: enough to tell whether a translation has those of its source.
package struct NumberWords: Sendable {
  /// For 1 to 9 all forms, ordinals too, which dates have.
  let digits: [Set<String>]
  /// For 1 to 24, as hours are said.
  private let hours: [String]
  /// Said of an hour and the one after it, for its quarters: 0, 15, 30 and 45 minutes.
  private let quarters: [Int: @Sendable (_ hour: String, _ next: String) -> [String]]

  /// - Parameter language: in English: "German".
  /// - Returns: nil for languages that the shipped models do not write.
  package static func of(_ language: String?) -> NumberWords? {
    switch language {
    case "French": french
    case "German": german
    default: nil
    }
  }

  /// What may be said for a time of day, in small letters; English may mean either half of the day.
  ///
  /// - Parameter hour: 0 to 24.
  package func readings(hour: Int, minute: Int) -> [String] {
    guard let quarter = quarters[minute] else { return [] }
    func word(_ hour: Int) -> String { hours[(hour + 23) % 24] }
    return [hour, hour + 12].flatMap { quarter(word($0), word($0 + 1)) }
  }

  private static let french = NumberWords(
    digits: [
      ["un", "une", "premier", "première"], ["deux", "deuxième", "second", "seconde"],
      ["trois", "troisième"],
      ["quatre", "quatrième"], ["cinq", "cinquième"], ["six", "sixième"], ["sept", "septième"],
      ["huit", "huitième"], ["neuf", "neuvième"],
    ],
    hours: [
      "une heure", "deux heures", "trois heures", "quatre heures", "cinq heures", "six heures", "sept heures",
      "huit heures", "neuf heures", "dix heures", "onze heures", "midi", "treize heures", "quatorze heures",
      "quinze heures", "seize heures", "dix-sept heures", "dix-huit heures", "dix-neuf heures",
      "vingt heures", "vingt et une heures", "vingt-deux heures", "vingt-trois heures", "minuit",
    ],
    quarters: [
      0: { hour, _ in [hour] },
      15: { hour, _ in [hour + " et quart", hour + " quinze"] },
      30: { hour, _ in [hour + " et demie", hour + " et demi", hour + " trente"] },
      45: { hour, next in [next + " moins le quart", hour + " quarante-cinq"] },
    ])

  private static let german = NumberWords(
    digits: [
      forms(["ein", "eins", "eine", "einen", "einem", "einer", "eines"], "erst"),
      forms(["zwei", "beide", "beiden"], "zweit"), forms(["drei"], "dritt"), forms(["vier"], "viert"),
      forms(["fünf"], "fünft"), forms(["sechs"], "sechst"), forms(["sieben"], "siebt"),
      forms(["acht"], "acht"), forms(["neun"], "neunt"),
    ],
    hours: [
      "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
      "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig",
      "einundzwanzig", "zweiundzwanzig", "dreiundzwanzig", "vierundzwanzig",
    ],
    quarters: [
      0: { hour, _ in
        [hour + " uhr"] + (hour == "zwölf" ? ["mittag"] : hour == "vierundzwanzig" ? ["mitternacht"] : [])
      },
      15: { hour, _ in ["viertel nach " + hour, hour + " uhr fünfzehn"] },
      30: { hour, next in ["halb " + next, hour + " uhr dreißig"] },
      45: { hour, next in ["viertel vor " + next, "dreiviertel " + next, hour + " uhr fünfundvierzig"] },
    ])

  private static func forms(_ cardinals: Set<String>, _ ordinal: String) -> Set<String> {
    cardinals.union(["e", "en", "er", "es", "em"].map { ordinal + $0 })
  }
}
