/// English in two wordings that share no verb, or no order of words. Sentences begin with a capital and end with a full stop
/// where the narrator says so; "the" before an open word may be left out.
enum EnglishSentences {
  static let heldOutWords = """
    headed hurried strolled off snatched seized abandoned flung aside by delivered presented stands
    cannot be seen absent vanished departed gone perhaps next later subsequently jointly together lies found happens
    belongs fear dread looks hue sits holds contain exceeds outsizes size seems grew for can
    stowed stuck hauled exited lacks
    """

  static func training(_ form: FactForm) -> [String] {
    switch form {
    case .move:
      [
        "{a} went to the {p}", "{a} moved to the {p}", "{a} travelled to the {p}", "{a} traveled to the {p}",
        "{a} journeyed to the {p}", "{a} went back to the {p}", "{a} walked to the {p}", "{a} ran to the {p}",
        "{a} came to the {p}", "{a} returned to the {p}", "{a} went into the {p}", "{a} entered the {p}",
        "Then {a} went to the {p}", "{a} then moved to the {p}",
      ]
    case .take:
      [
        "{a} got the {o}", "{a} got the {o} there", "{a} picked up the {o}", "{a} picked up the {o} there",
        "{a} picked the {o} up", "{a} took the {o}", "{a} took the {o} there", "{a} fetched the {o}",
        "{a} collected the {o}", "Then {a} took the {o}",
      ]
    case .drop:
      [
        "{a} left the {o}", "{a} left the {o} there", "{a} put down the {o}", "{a} put down the {o} there",
        "{a} put the {o} down", "{a} discarded the {o}", "{a} discarded the {o} there",
        "{a} set down the {o}",
        "{a} let go of the {o}", "Then {a} left the {o}",
      ]
    case .give:
      [
        "{a} gave the {o} to {b}", "{a} gave {b} the {o}", "{a} handed the {o} to {b}",
        "{a} handed {b} the {o}",
        "{a} passed the {o} to {b}",
      ]
    case .at: ["{a} is in the {p}", "{a} is in the {p} now", "{a} is now in the {p}"]
    case .notAt: ["{a} is not in the {p}", "{a} isn't in the {p}", "{a} is away from the {p}"]
    case .noLonger:
      [
        "{a} is no longer in the {p}", "{a} is not in the {p}", "{a} is not in the {p} any more",
        "{a} went away from the {p}", "{a} came out from the {p}",
      ]
    case .either: ["{a} is either in the {p} or the {q}", "{a} is in the {p} or in the {q}"]
    case .thenMove:
      ["After that", "Afterwards", "Following that", "Then"].flatMap { after in
        trainingMoves.map { "\(after) {s} \($0) the {p}" }
      }
    case .pairMove: trainingMoves.map { "{a} and {b} \($0) the {p}" }
    case .thenPairMove:
      ["After that", "Afterwards", "Following that", "Then"].flatMap { after in
        trainingMoves.map { "\(after) they \($0) the {p}" }
      }
    case .timedMove: trainingMoves.flatMap { ["{a} \($0) the {p} {t}", "{t} {a} \($0) the {p}"] }
    case .direction: ["The {p} is {d} of the {q}", "The {p} is to the {d} of the {q}"]
    case .isA: ["{a} is a {s}"]
    case .afraid: ["{s} are afraid of {z}", "{s} are scared of {z}"]
    case .colour: ["{a} is {c}", "{a} is {c} in color", "{a} is {c} in colour"]
    case .position: ["The {x} is {r} the {y}"]
    case .fits: ["The {x} fits inside the {y}", "The {x} fits in the {y}"]
    case .bigger:
      ["The {y} is bigger than the {x}", "The {y} is larger than the {x}", "The {x} is smaller than the {y}"]
    case .feels: ["{a} is {f}", "{a} feels {f}"]
    case .arrive:
      [
        "{a} went to the {p}", "{a} went to {p}", "{a} drove to the {p}", "{a} flew to {p}",
        "{a} arrived at the {p}", "{a} got to the {p}", "{a} came into the {p}", "{a} goes to the {p}",
        "{a} is going to the {p}",
      ]
    case .present:
      [
        "{a} is in the {p}", "{a} is at the {p}", "{a} is at {p}", "{a} is now at the {p}",
        "{a} is on the {p}", "{a} is still in the {p}", "{a} stayed in the {p}", "{a} waits at the {p}",
      ]
    case .notPresent:
      [
        "{a} is not in the {p}", "{a} isn't in the {p}", "{a} is not at the {p}", "{a} isn't at the {p}",
        "{a} is not in the {p} any more", "{a} is not at the {p} any more", "{a} is no longer in the {p}",
      ]
    case .leave:
      [
        "{a} left the {p}", "{a} has left the {p}", "{a} went out of the {p}", "{a} walked out of the {p}",
        "{a} came back from the {p}", "{a} went away from the {p}",
      ]
    case .with:
      [
        "{a} is with {b}", "{a} is with {b} now", "{a} stayed with {b}", "{a} is in the same place as {b}",
        "{a} and {b} are in the same place",
      ]
    case .get:
      [
        "{a} bought the {o}", "{a} bought a {o}", "{a} took the {o}", "{a} has taken the {o}",
        "{a} picked up the {o}", "{a} grabbed the {o}",
      ]
    case .has:
      [
        "{a} has the {o}", "{a} has a {o}", "{a} has got the {o}", "{a} is holding the {o}",
        "{a} is carrying the {o}",
      ]
    case .hasNot:
      [
        "{a} has no {o}", "{a} does not have the {o}", "{a} doesn't have the {o}",
        "{a} no longer has the {o}",
        "{a} has not got the {o}",
      ]
    case .put:
      [
        "{a} put the {o} in the {q}", "{a} put the {o} into the {q}", "{a} put the {o} on the {q}",
        "{a} put the {o} inside the {q}", "{a} placed the {o} in the {q}", "{a} placed the {o} on the {q}",
        "{a} laid the {o} on the {q}", "{a} left the {o} in the {q}", "{a} left the {o} on the {q}",
        "{a} put the {o} under the {q}", "{a} put the {o} back in the {q}",
      ]
    case .lies:
      [
        "The {o} is in the {q}", "The {o} is on the {q}", "The {o} is inside the {q}",
        "The {o} is under the {q}",
        "The {o} is now in the {q}", "There is a {o} in the {q}", "There is a {o} on the {q}",
      ]
    case .takeOut:
      [
        "{a} took the {o} out of the {q}", "{a} took the {o} from the {q}", "{a} got the {o} out of the {q}",
        "{a} picked up the {o} from the {q}", "{a} grabbed the {o} from the {q}",
      ]
    case .bring:
      [
        "{a} brought the {o} to the {p}", "{a} carried the {o} to the {p}", "{a} took the {o} to the {p}",
        "{a} moved the {o} to the {p}", "{a} brought the {o} to {p}", "{a} brought the {o} into the {p}",
      ]
    case .letGo:
      [
        "{a} dropped the {o}", "{a} dropped the {o} there", "{a} left the {o} there", "{a} put down the {o}",
        "{a} set the {o} down", "{a} forgot the {o} there",
      ]
    case .takeAlong:
      [
        "{a} took the {o} and went to the {p}", "{a} took the {o} and walked to the {p}",
        "{a} picked up the {o} and went to the {p}", "{a} grabbed the {o} and ran to the {p}",
        "{a} got the {o} and drove to the {p}", "{a} took the {o} and went into the {p}",
      ]
    case .getBoth:
      [
        "{a} took the {o} and the {x}", "{a} bought a {o} and a {x}", "{a} bought the {o} and the {x}",
        "{a} picked up the {o} and the {x}", "{a} got the {o} and the {x}",
      ]
    }
  }

  private static let trainingMoves = [
    "went to", "moved to", "travelled to", "traveled to", "journeyed to", "went back to", "walked to",
  ]
  private static let heldOutMoves = ["headed to", "hurried to", "strolled to"]

  static func heldOut(_ form: FactForm) -> [String] {
    switch form {
    case .move:
      [
        "{a} headed to the {p}", "{a} headed for the {p}", "{a} hurried to the {p}",
        "{a} strolled to the {p}",
        "In the {p} is {a} now", "Off to the {p} went {a}",
      ]
    case .take:
      [
        "{a} snatched the {o}", "{a} snatched the {o} there", "{a} seized the {o}",
        "The {o} was snatched by {a}",
      ]
    case .drop:
      [
        "{a} abandoned the {o}", "{a} abandoned the {o} there", "{a} flung the {o} aside",
        "The {o} was abandoned by {a}",
      ]
    case .give:
      [
        "{a} delivered the {o} to {b}", "{a} presented {b} with the {o}",
        "The {o} was delivered to {b} by {a}",
      ]
    case .at: ["In the {p} is {a} now", "{a} stands in the {p}", "{a} can be seen in the {p}"]
    case .notAt: ["{a} cannot be seen in the {p}", "{a} is absent from the {p}", "Not in the {p} is {a}"]
    case .noLonger:
      ["{a} vanished from the {p}", "{a} has departed from the {p}", "Gone from the {p} is {a}"]
    case .either:
      ["Either the {p} or the {q} is where {a} is", "Perhaps {a} is in the {p}, perhaps in the {q}"]
    case .thenMove:
      ["Next", "Later", "Subsequently"].flatMap { after in heldOutMoves.map { "\(after) {s} \($0) the {p}" } }
    case .pairMove:
      heldOutMoves.flatMap { ["{a} and {b} jointly \($0) the {p}", "Together {a} and {b} \($0) the {p}"] }
    case .thenPairMove:
      ["Next", "Later", "Subsequently"].flatMap { after in heldOutMoves.map { "\(after) they \($0) the {p}" }
      }
    case .timedMove:
      heldOutMoves.flatMap { ["{a} \($0) the {p} {t}", "{t} {a} \($0) the {p}"] } + [
        "{t} off to the {p} went {a}"
      ]
    case .direction:
      ["{d} of the {q} lies the {p}", "The {p} lies {d} of the {q}", "The {p} can be found {d} of the {q}"]
    case .isA: ["{a} happens to be a {s}", "{a} belongs to the {z}"]
    case .afraid: ["{s} fear {z}", "{s} dread {z}"]
    case .colour: ["{a} looks {c}", "{c} is the hue of {a}"]
    case .position: ["{r} the {y} sits the {x}", "The {x} sits {r} the {y}"]
    case .fits: ["The {y} holds the {x}", "The {y} can contain the {x}"]
    case .bigger: ["The {y} exceeds the {x} in size", "The {y} outsizes the {x}"]
    case .feels: ["{a} seems {f}", "{a} grew {f}"]
    case .arrive: ["{a} headed to {p}", "{a} hurried to the {p}"]
    case .present: ["{a} stands in the {p}", "{a} can be seen at the {p}"]
    case .notPresent: ["{a} cannot be seen in the {p}", "{a} is absent from the {p}"]
    case .leave: ["{a} exited the {p}", "{a} departed from the {p}"]
    case .with: ["{a} stands with {b}"]
    case .get: ["{a} snatched the {o}", "{a} seized the {o}"]
    case .has: ["{a} holds the {o}"]
    case .hasNot: ["{a} lacks the {o}"]
    case .put: ["{a} stowed the {o} in the {q}", "{a} stuck the {o} under the {q}"]
    case .lies: ["In the {q} lies the {o}", "The {o} can be seen in the {q}"]
    case .takeOut: ["{a} snatched the {o} from the {q}"]
    case .bring: ["{a} hauled the {o} to the {p}", "{a} delivered the {o} to the {p}"]
    case .letGo: ["{a} abandoned the {o}", "{a} flung the {o} aside"]
    case .getBoth: ["{a} snatched the {o} and the {x}", "{a} seized the {o} and the {x}"]
    case .takeAlong:
      ["{a} snatched the {o} and headed to the {p}", "{a} seized the {o} and hurried to the {p}"]
    }
  }

  static func questions(_ form: QuestionForm) -> [String] {
    switch form {
    case .wherePerson: ["Where is {a}", "Where is {a}", "Where is {a} now"]
    case .whereObject: ["Where is the {o}", "Where is the {o}", "Where is the {o} now"]
    case .whereObjectBefore: ["Where was the {o} before the {p}"]
    case .wherePersonBefore: ["Where was {a} before the {p}"]
    case .whatIsDirection: ["What is {d} of the {q}"]
    case .whatHasDirection: ["What is the {p} {d} of"]
    case .whatGiven: ["What did {a} give to {b}", "What did {a} give to {b}", "What did {a} give {b}"]
    case .whoReceived: ["Who received the {o}"]
    case .whoGave: ["Who gave the {o}"]
    case .whoGaveTo: ["Who gave the {o} to {b}"]
    case .toWhom: ["Who did {a} give the {o} to"]
    case .whoHas: ["Who has the {o}", "Who has the {o} now", "Who is carrying the {o}"]
    case .isAt: ["Is {a} in the {p}", "Is {a} in the {p}", "Is {a} in the {p} now"]
    case .howMany: ["How many objects is {a} carrying", "How many objects is {a} carrying now"]
    case .carrying: ["What is {a} carrying", "What is {a} carrying now"]
    case .afraid: ["What is {a} afraid of"]
    case .colour: ["What color is {a}", "What colour is {a}"]
    case .position: ["Is the {x} {r} the {y}"]
    case .fits: ["Does the {x} fit in the {y}"]
    case .bigger: ["Is the {y} bigger than the {x}"]
    case .path: ["How do you go from the {p} to the {q}"]
    case .willGo: ["Where will {a} go"]
    case .whyGo: ["Why did {a} go to the {p}"]
    case .whyTake: ["Why did {a} get the {o}"]
    case .whereSomebody: ["Where is {a}", "Where is {a} now", "Where's {a}"]
    case .whereSomething: ["Where is the {o}", "Where is the {o} now", "Where's the {o}"]
    case .isThere: ["Is {a} in the {p}", "Is {a} at the {p}", "Is {a} at {p}", "Is {a} in the {p} now"]
    case .isInside: ["Is the {o} in the {q}", "Is the {o} on the {q}", "Is the {o} inside the {q}"]
    case .whoIsThere: ["Who is in the {p}", "Who is at the {p}", "Who is in the {p} now", "Who's in the {p}"]
    case .whatIsInside:
      ["What is in the {q}", "What is on the {q}", "What is in the {q} now", "What's in the {q}"]
    case .whatHas:
      ["What does {a} have", "What has {a} got", "What is {a} carrying", "What does {a} have now"]
    case .whoHolds:
      ["Who has the {o}", "Who has the {o} now", "Who has got the {o}", "Who is carrying the {o}"]
    case .doesHave: ["Does {a} have the {o}", "Has {a} got the {o}", "Does {a} have a {o}"]
    }
  }
}
