/// The twenty task families of bAbI, by its numbers (Weston et al. 2015, section 3).
public enum StoryTask: Int, Sendable, Hashable, CaseIterable {
  case oneFact = 1
  case twoFacts, threeFacts, twoArguments, threeArguments, yesNo, counting, lists, negation, indefinite
  case coreference, conjunction, compoundCoreference, time, deduction, induction, position, size, path
  case motivation
  /// Not of bAbI: what people tell of a day, `EverydayStories`.
  case everyday = 100

  /// Those of bAbI.
  public static let allCases: [StoryTask] = (1...20).compactMap(StoryTask.init)

  public var number: Int { rawValue }

  /// The paper's name of it.
  public var title: String {
    switch self {
    case .oneFact: "single supporting fact"
    case .twoFacts: "two supporting facts"
    case .threeFacts: "three supporting facts"
    case .twoArguments: "two-argument relations"
    case .threeArguments: "three-argument relations"
    case .yesNo: "yes/no questions"
    case .counting: "counting"
    case .lists: "lists/sets"
    case .negation: "simple negation"
    case .indefinite: "indefinite knowledge"
    case .coreference: "basic coreference"
    case .conjunction: "conjunction"
    case .compoundCoreference: "compound coreference"
    case .time: "time reasoning"
    case .deduction: "basic deduction"
    case .induction: "basic induction"
    case .position: "positional reasoning"
    case .size: "size reasoning"
    case .path: "path finding"
    case .motivation: "agent's motivations"
    case .everyday: "everyday stories"
    }
  }

  /// How many facts a story may have: no fewer than an answer needs, no more than there are words to tell them with.
  public var factLimits: ClosedRange<Int> {
    switch self {
    case .oneFact, .yesNo, .conjunction, .negation, .indefinite: 1...1000
    case .counting, .lists: 1...1000
    case .twoFacts, .threeArguments, .coreference, .compoundCoreference, .everyday: 2...1000
    case .threeFacts: 3...1000
    case .twoArguments, .motivation: 1...50
    case .time, .deduction, .position, .size, .path: 2...50
    case .induction: 3...50
    }
  }

  /// Those whose stories can have facts of every kind about people who go about and carry things.
  public static let mixable: [StoryTask] = [
    .oneFact, .twoFacts, .threeFacts, .threeArguments, .yesNo, .counting, .lists,
  ]

  /// Questions of a story where nothing else is asked for, as in the files of bAbI; nil for one after each fact.
  public var usualQuestions: Int? {
    switch self {
    case .twoArguments, .induction, .path: 1
    case .deduction: 4
    case .position: 8
    case .motivation: nil
    default: 5
    }
  }
}

public enum StoryLanguage: String, Sendable, Hashable, CaseIterable {
  case english = "en"
  case chinese = "zh"
}
