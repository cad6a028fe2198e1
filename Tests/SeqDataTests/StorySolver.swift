import SeqData
import Testing

/// Answers questions from the text of the facts alone: a second, plain implementation of all twenty tasks, with its own
/// list of verbs, to check the simulator against.
final class StorySolver {
  enum Token: Hashable {
    case person(String)
    case object(String)
    case place(String)
    case animal(String)
    case colour(String)
    case shape(String)
    case container(String)
    case closed(String)
  }

  let language: StoryLanguage
  private var lexicon: [String: Token] = [:]
  private let longest: Int
  private var known: [String: Sentence] = [:]

  init(_ language: StoryLanguage, _ words: StoryWords) {
    self.language = language
    for person in words.people { lexicon[person.name.lowercased()] = .person(person.name) }
    for word in words.objects { lexicon[word] = .object(word) }
    for word in words.places { lexicon[word] = .place(word) }
    for animal in words.animals {
      lexicon[animal.singular] = .animal(animal.singular)
      lexicon[animal.plural] = .animal(animal.singular)
    }
    for word in words.colours { lexicon[word] = .colour(word) }
    for word in words.shapes { lexicon[word] = .shape(word) }
    for word in words.containers { lexicon[word] = .container(word) }
    // Task 20 has these whatever the vocabulary.
    for word in ["apple", "milk", "pajamas", "football", "苹果", "牛奶", "睡衣", "足球"] {
      lexicon[word] = .object(word)
    }
    for word in ["kitchen", "bedroom", "garden", "厨房", "卧室", "花园"] { lexicon[word] = .place(word) }
    longest = lexicon.keys.map(\.count).max() ?? 1
  }

  func tokens(_ text: String) -> [Token] {
    var tokens: [Token] = []
    if language == .english {
      tokens = storyWords(text).map { lexicon[$0] ?? .closed($0) }
    } else {
      let characters = Array(text)
      var place = 0
      while place < characters.count {
        let match = (1...longest).reversed().first { length in
          place + length <= characters.count && lexicon[String(characters[place..<(place + length)])] != nil
        }
        let word = String(characters[place..<(place + (match ?? 1))])
        tokens.append(match == nil ? .closed(word) : lexicon[word] ?? .closed(word))
        place += word.count
      }
    }
    // A colour before a shape belongs to it.
    var joined: [Token] = []
    for token in tokens {
      if case .shape(let shape) = token, case .colour(let colour)? = joined.last {
        joined[joined.count - 1] = .shape(language == .english ? "\(colour) \(shape)" : colour + shape)
      } else {
        joined.append(token)
      }
    }
    return joined
  }

  /// A sentence taken apart.
  struct Sentence {
    let tokens: [Token]
    let language: StoryLanguage
    var people: [String] { tokens.compactMap { if case .person(let word) = $0 { word } else { nil } } }
    var objects: [String] { tokens.compactMap { if case .object(let word) = $0 { word } else { nil } } }
    var places: [String] { tokens.compactMap { if case .place(let word) = $0 { word } else { nil } } }
    var animals: [String] { tokens.compactMap { if case .animal(let word) = $0 { word } else { nil } } }
    var colours: [String] { tokens.compactMap { if case .colour(let word) = $0 { word } else { nil } } }
    var shapes: [String] { tokens.compactMap { if case .shape(let word) = $0 { word } else { nil } } }
    var containers: [String] { tokens.compactMap { if case .container(let word) = $0 { word } else { nil } } }
    /// The closed words, "·" for each open one.
    var frame: String {
      tokens.map { if case .closed(let word) = $0 { word } else { "·" } }
        .joined(separator: language == .english ? " " : "")
    }
    /// Any of the words, between blanks, in English as whole words.
    func has(_ words: String) -> Bool {
      words.split(separator: " ").contains { word in
        language == .english ? " \(frame) ".contains(" \(word) ") : frame.contains(word)
      }
    }
  }

  func sentence(_ text: String) -> Sentence {
    if let sentence = known[text] { return sentence }
    let sentence = Sentence(tokens: tokens(text), language: language)
    known[text] = sentence
    return sentence
  }

  // MARK: Replay

  enum Event {
    case move([String], String)
    case take(String, String)
    case drop(String, String)
    case give(String, String, String)
  }

  /// The events that the facts tell, nil for facts of another kind.
  func events(_ facts: [String]) -> [Event?] {
    var last: [String] = []
    return facts.map { fact in
      let sentence = sentence(fact)
      let (people, objects, places) = (sentence.people, sentence.objects, sentence.places)
      if people.count == 2, objects.count == 1, places.isEmpty {
        // In English the receiver comes first where the object is the subject.
        let turned =
          language == .english && sentence.frame.hasPrefix("the · was")
          || language == .english && sentence.frame.hasPrefix("· was")
        return .give(people[turned ? 1 : 0], objects[0], people[turned ? 0 : 1])
      }
      if people.count == 1, objects.count == 1 {
        let takes =
          sentence.has("got picked took fetched collected grabbed snatched seized 拿 捡 取 抓 抱")
        let drops = sentence.has(
          "left put discarded set let dropped abandoned flung 放下 离开 留下 丢掉 扔下 抛下")
        if takes == drops { Issue.record("neither taken nor dropped: \(fact)") }
        return takes ? .take(people[0], objects[0]) : .drop(people[0], objects[0])
      }
      guard places.count == 1 else { return nil }
      if !people.isEmpty { last = people }
      return .move(last, places[0])
    }
  }

  /// What the facts answer; nil if nothing.
  func answer(_ task: StoryTask, _ facts: [String], _ question: String) -> String? {
    let asked = sentence(question)
    switch task {
    case .oneFact, .yesNo, .coreference, .conjunction, .compoundCoreference:
      guard let person = asked.people.first, let place = whereabouts(of: person, events(facts)) else {
        return nil
      }
      return task == .yesNo ? said(asked.places == [place]) : place
    case .twoFacts: return asked.objects.first.flatMap { whereObject($0, events(facts)) }
    case .threeFacts: return whereBefore(asked, events(facts))
    case .twoArguments: return neighbour(asked, facts)
    case .threeArguments: return gift(asked, events(facts))
    case .counting, .lists: return load(of: asked.people.first, events(facts), counts: task == .counting)
    case .negation, .indefinite: return belief(asked, facts)
    case .time: return before(asked, facts)
    case .deduction:
      let sentences = facts.map(sentence)
      let kind = sentences.last { $0.people == asked.people && $0.animals.count == 1 }?.animals[0]
      return sentences.last { $0.animals.count == 2 && $0.animals[0] == kind }?.animals[1]
    case .induction:
      let sentences = facts.map(sentence)
      func kind(_ people: [String]) -> String? {
        sentences.first { $0.people == people && !$0.animals.isEmpty }?.animals[0]
      }
      guard let mine = kind(asked.people) else { return nil }
      return sentences.last { !$0.colours.isEmpty && kind($0.people) == mine }?.colours[0]
    case .position: return relation(asked, facts)
    case .size: return size(asked, facts)
    case .path: return path(asked, facts)
    case .motivation: return motive(asked, facts)
    case .everyday: return nil
    }
  }

  private func said(_ value: Bool) -> String {
    language == .english ? value ? "yes" : "no" : value ? "是" : "不是"
  }

  private func whereabouts(of person: String, _ events: [Event?]) -> String? {
    for case .move(let people, let place)? in events.reversed() where people.contains(person) { return place }
    return nil
  }

  private func whereObject(_ object: String, _ events: [Event?]) -> String? {
    for (index, event) in events.enumerated().reversed() {
      switch event {
      case .take(let person, object): return whereabouts(of: person, events)
      case .drop(let person, object): return whereabouts(of: person, Array(events[..<index]))
      case .give(_, object, let receiver): return whereabouts(of: receiver, events)
      default: continue
      }
    }
    return nil
  }

  /// The way of the object as far as it is known, place by place.
  private func whereBefore(_ asked: Sentence, _ events: [Event?]) -> String? {
    guard let here = asked.places.first else { return nil }
    if let person = asked.people.first {
      let visits = events.compactMap { event -> String? in
        if case .move(let people, let place)? = event, people.contains(person) { place } else { nil }
      }
      return visits.count > 1 && visits.last == here ? visits[visits.count - 2] : nil
    }
    guard let object = asked.objects.first else { return nil }
    var way: [String] = []
    var holder: String?
    for (index, event) in events.enumerated() {
      switch event {
      case .take(let person, object):
        holder = person
        if let place = whereabouts(of: person, Array(events[..<index])), way.last != place {
          way.append(place)
        }
      case .drop(_, object): holder = nil
      case .move(let people, let place) where holder.map(people.contains) == true: way.append(place)
      default: continue
      }
    }
    guard let index = way.lastIndex(of: here), index > 0 else { return nil }
    return way[index - 1]
  }

  /// As bAbI's supporting facts see it: who is told to have the object last, or to have dropped it, had it before.
  func whereBeforeBySupport(_ facts: [String], _ question: String) -> String? {
    let (asked, events) = (sentence(question), events(facts))
    for (index, event) in events.enumerated().reversed() {
      let (person, end): (String, Int)
      switch event {
      case .take(let who, asked.objects.first): (person, end) = (who, events.count)
      case .drop(let who, asked.objects.first): (person, end) = (who, index)
      default: continue
      }
      let moves = events[..<end].compactMap { event -> String? in
        if case .move(let people, let place)? = event, people.contains(person) { place } else { nil }
      }
      return moves.count > 1 && moves.last == asked.places.first ? moves[moves.count - 2] : nil
    }
    return nil
  }

  private func gift(_ asked: Sentence, _ events: [Event?]) -> String? {
    let who = asked.has("who 谁")
    if asked.has("has carrying 拿着 有"), let object = asked.objects.first { return holder(of: object, events) }
    // What did A give to B; who gave; who received; whom did A give it to.
    for case .give(let giver, let object, let receiver)? in events.reversed() {
      if !who {
        if asked.people == [giver, receiver] { return object }
      } else if asked.objects == [object] {
        if asked.has("received 收到") { return receiver }
        let asksReceiver = language == .english ? asked.has("did") : asked.frame.hasSuffix("给了谁？")
        if asksReceiver {
          if asked.people == [giver] { return receiver }
        } else if asked.people.isEmpty || asked.people == [receiver] {
          return giver
        }
      }
    }
    return nil
  }

  private func holder(of object: String, _ events: [Event?]) -> String? {
    for event in events.reversed() {
      switch event {
      case .take(let person, object), .give(_, object, let person): return person
      case .drop(_, object): return nil
      default: continue
      }
    }
    return nil
  }

  private func load(of person: String?, _ events: [Event?], counts: Bool) -> String? {
    var held: [String] = []
    var known = false
    for event in events {
      switch event {
      case .take(person, let object):
        held.append(object)
        known = true
      case .drop(person, let object):
        held.removeAll { $0 == object }
        known = true
      case .give(let giver, let object, let receiver):
        if giver == person {
          held.removeAll { $0 == object }
          known = true
        } else if receiver == person {
          held.append(object)
          known = true
        }
      default: continue
      }
    }
    guard known else { return nil }
    if counts {
      return language == .english
        ? ["none", "one", "two", "three", "four", "five"][held.count]
        : ["没有", "一", "二", "三", "四", "五"][held.count]
    }
    return held.isEmpty ? language == .english ? "nothing" : "没有" : held.joined(separator: ",")
  }

  private func belief(_ asked: Sentence, _ facts: [String]) -> String? {
    guard let last = facts.map(sentence).last(where: { $0.people == asked.people }) else { return nil }
    let isNamed = last.places.contains(asked.places[0])
    if last.places.count == 2 {
      return isNamed ? language == .english ? "maybe" : "可能" : said(false)
    }
    if last.has("not isn't no cannot away out absent vanished departed gone 不 并未 撤离") {
      return isNamed ? said(false) : nil
    }
    return said(isNamed)
  }

  private func before(_ asked: Sentence, _ facts: [String]) -> String? {
    let visits = facts.map(sentence).filter { $0.people == asked.people }.map { visit -> (Int, String) in
      let times = ["yesterday 昨天", "morning 早上", "afternoon 下午", "evening 晚上"]
      return (times.firstIndex { visit.has($0) } ?? -9, visit.places[0])
    }
    guard let time = visits.filter({ $0.1 == asked.places[0] }).map(\.0).max() else { return nil }
    return visits.first { $0.0 == time - 1 }?.1
  }

  private func motive(_ asked: Sentence, _ facts: [String]) -> String? {
    let feelings = ["hungry", "thirsty", "tired", "bored", "饿", "口渴", "困", "无聊"]
    let goals = ["kitchen", "kitchen", "bedroom", "garden", "厨房", "厨房", "卧室", "花园"]
    for fact in facts.map(sentence) where fact.people == asked.people {
      if let feeling = feelings.firstIndex(where: { fact.has($0) }) {
        return asked.has("will 会") ? goals[feeling] : feelings[feeling]
      }
    }
    return nil
  }

  // MARK: Grids and sizes

  /// North, east, south, west, as steps.
  private static let steps = [(0, 1), (1, 0), (0, -1), (-1, 0)]
  private static let sides = ["north above 北 上面", "east right 东 右边", "south below 南 下面", "west left 西 左边"]

  /// Which name is on which side of which.
  private func link(_ sentence: Sentence, _ names: [String]) -> (new: String, side: Int, old: String)? {
    guard names.count == 2, let side = Self.sides.firstIndex(where: { sentence.has($0) }) else { return nil }
    // The side is told of the first name, unless it is named before the second one in Chinese, before both in English.
    let words = Self.sides[side].split(separator: " ")
    let frame = sentence.frame
    guard
      let at = words.compactMap({ word in frame.firstRange(of: String(word))?.lowerBound }).first,
      let first = frame.firstIndex(of: "·"), let second = frame.lastIndex(of: "·")
    else { return nil }
    let turned = language == .english ? at < first : at < second
    return turned ? (names[1], side, names[0]) : (names[0], side, names[1])
  }

  private func neighbour(_ asked: Sentence, _ facts: [String]) -> String? {
    guard let known = asked.places.first, let side = Self.sides.firstIndex(where: { asked.has($0) }) else {
      return nil
    }
    // "What is north of the park?" or "What is the park north of?"
    let asksOld =
      language == .english
      ? asked.frame.hasPrefix("what is the ·") || asked.frame.hasPrefix("what is ·")
      : asked.frame.hasPrefix("·在什么")
    let wanted = asksOld ? (side + 2) % 4 : side
    for sentence in facts.map(sentence) {
      guard let link = link(sentence, sentence.places) else { continue }
      if link.old == known, link.side == wanted { return link.new }
      if link.new == known, (link.side + 2) % 4 == wanted { return link.old }
    }
    return nil
  }

  private func relation(_ asked: Sentence, _ facts: [String]) -> String? {
    guard let question = link(asked, asked.shapes) else { return nil }
    var squares: [String: (Int, Int)] = [question.old: (0, 0)]
    let links = facts.map(sentence).compactMap { link($0, $0.shapes) }
    for _ in links {
      for link in links {
        let step = Self.steps[link.side]
        if let old = squares[link.old], squares[link.new] == nil {
          squares[link.new] = (old.0 + step.0, old.1 + step.1)
        } else if let new = squares[link.new], squares[link.old] == nil {
          squares[link.old] = (new.0 - step.0, new.1 - step.1)
        }
      }
    }
    guard let place = squares[question.new] else { return nil }
    let step = Self.steps[question.side]
    return said(place.0 * step.0 + place.1 * step.1 > 0)
  }

  private func path(_ asked: Sentence, _ facts: [String]) -> String? {
    guard asked.places.count == 2 else { return nil }
    let links = facts.map(sentence).compactMap { link($0, $0.places) }
    var ways: [String: [Int]] = [asked.places[0]: []]
    for _ in links {
      for link in links {
        if let way = ways[link.old], ways[link.new] == nil {
          ways[link.new] = way + [link.side]
        } else if let way = ways[link.new], ways[link.old] == nil {
          ways[link.old] = way + [(link.side + 2) % 4]
        }
      }
    }
    let names = language == .english ? ["n", "e", "s", "w"] : ["北", "东", "南", "西"]
    return ways[asked.places[1]].map { way in way.map { names[$0] }.joined(separator: ",") }
  }

  private func size(_ asked: Sentence, _ facts: [String]) -> String? {
    /// The smaller thing first.
    func pair(_ sentence: Sentence) -> (String, String)? {
      let things = sentence.containers
      guard things.count == 2 else { return nil }
      let smallerFirst = sentence.has("fits fit smaller 能放进 放得进 小 不及")
      return smallerFirst ? (things[0], things[1]) : (things[1], things[0])
    }
    guard let (small, big) = pair(asked) else { return nil }
    let pairs = facts.map(sentence).compactMap(pair)
    func fits(_ first: String, _ second: String) -> Bool {
      var above = Set([first])
      for _ in pairs { for (a, b) in pairs where above.contains(a) { above.insert(b) } }
      return first != second && above.contains(second)
    }
    return fits(small, big) ? said(true) : fits(big, small) ? said(false) : nil
  }
}
