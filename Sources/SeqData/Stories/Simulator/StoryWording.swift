/// How the facts of a story are put into words.
///
/// Both wordings tell the same facts and ask the same questions, and the questions are the same in both. They share no verb,
/// or no order of words: `heldOutWords` are in no sentence of the training wording.
public enum StoryWording: Sendable, Hashable, CaseIterable {
  /// went to, moved to, travelled or traveled to, got, picked up, left, put down, gave; 去了, 走到, 拿起, 放下, 离开了, 给了.
  case training
  /// headed to, snatched, abandoned, delivered, "In the kitchen is Joe now."; 前往, 抓起, 抛下, 转交, 此刻厨房里是乔. Never train on it.
  case heldOut

  /// The sentences of a form: open words are named in braces, as `FactForm` says.
  func sentences(_ form: FactForm, _ language: StoryLanguage) -> [String] {
    switch (language, self) {
    case (.english, .training): EnglishSentences.training(form)
    case (.english, .heldOut): EnglishSentences.heldOut(form)
    case (.chinese, .training): ChineseSentences.training(form)
    case (.chinese, .heldOut): ChineseSentences.heldOut(form)
    }
  }

  /// The words, in Chinese parts of words, that only the held-out wording has. A held-out sentence without one of them
  /// differs from those of training in its order of words.
  public static func heldOutWords(_ language: StoryLanguage) -> [String] {
    (language == .english ? EnglishSentences.heldOutWords : ChineseSentences.heldOutWords)
      .split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Every sentence of facts in this wording, with its open words in braces.
  package func allSentences(_ language: StoryLanguage) -> [String] {
    FactForm.allCases.flatMap { sentences($0, language) }
  }

  /// The closed words of all English sentences in small letters: no invented word is one of them.
  static let englishWords: Set<String> = Set(
    (allCases.flatMap { $0.allSentences(.english) }
      + QuestionForm.allCases.flatMap { EnglishSentences.questions($0) })
      .flatMap(storyWords))
}

/// What a fact says, with the names of its open words.
enum FactForm: Sendable, Hashable, CaseIterable {
  /// {a} goes to {p}.
  case move
  /// {a} picks up {o}.
  case take
  /// {a} puts down {o}.
  case drop
  /// {a} gives {o} to {b}.
  case give
  /// {a} is in {p}.
  case at
  /// {a} is not in {p}, and may never have been.
  case notAt
  /// {a} has been in {p}, but is not now.
  case noLonger
  /// {a} is in {p} or in {q}.
  case either
  /// {s}, he or she, goes to {p} after what was told last.
  case thenMove
  /// {a} and {b} go to {p}.
  case pairMove
  /// They, who were named last, go to {p}.
  case thenPairMove
  /// {a} goes to {p} at the time {t}.
  case timedMove
  /// {p} is in the direction {d} of {q}.
  case direction
  /// {a} is an animal {s}, of plural {z}.
  case isA
  /// Animals {s} are afraid of animals {z}, both in plural.
  case afraid
  /// {a} has the colour {c}.
  case colour
  /// The shape {x} is {r}, above or to the left of, the shape {y}.
  case position
  /// {x} fits into {y}.
  case fits
  /// {y} is bigger than {x}.
  case bigger
  /// {a} has the motive {f}.
  case feels
  /// Everyday stories: {a} comes to {p}, is there, is not there or not any more, leaves it; {a} is where {b} is.
  case arrive, present, notPresent, leave, with
  /// {a} comes by {o}, has it, has it not.
  case get, has, hasNot
  /// {a} puts {o} into or on {q}; {o} is there; {a} takes it out; {a} takes {o} along to {p}; {a} lets go of {o}.
  case put, lies, takeOut, bring, letGo
  /// {a} gets {o} and goes to {p}, and still has it there; {a} gets {o} and {x}.
  case takeAlong, getBoth
}

/// What a question asks, with the names of its open words.
enum QuestionForm: Sendable, Hashable, CaseIterable {
  /// Where {a} is, a person.
  case wherePerson
  /// Where {o} is, an object.
  case whereObject
  /// Where {o} was before {p}.
  case whereObjectBefore
  /// Where {a} was before {p}.
  case wherePersonBefore
  /// What is in the direction {d} of {q}; what {p} is in the direction {d} of.
  case whatIsDirection, whatHasDirection
  /// What {a} gave to {b}; who got {o}; who gave {o}; who gave {o} to {b}; whom {a} gave {o}.
  case whatGiven, whoReceived, whoGave, whoGaveTo, toWhom
  /// Who has {o}.
  case whoHas
  /// Whether {a} is in {p}.
  case isAt
  /// How many objects, and which, {a} carries.
  case howMany, carrying
  /// What {a} is afraid of.
  case afraid
  /// What colour {a} has.
  case colour
  /// Whether {x} is {r} {y}.
  case position
  /// Whether {x} fits into {y}; whether {y} is bigger than {x}.
  case fits, bigger
  /// How to go from {p} to {q}.
  case path
  /// Where {a} will go; why {a} went to {p}; why {a} took {o}.
  case willGo, whyGo, whyTake
  /// Everyday stories: where {a} is, where {o} is; whether {a} is in {p}, {o} in {q}.
  case whereSomebody, whereSomething, isThere, isInside
  /// Who is in {p}; what is in {q}; what {a} has; who has {o}; whether {a} has {o}.
  case whoIsThere, whatIsInside, whatHas, whoHolds, doesHave
}
