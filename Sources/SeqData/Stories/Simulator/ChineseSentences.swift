/// Chinese in two wordings: that of training, and one with other words, which the network is never shown.
enum ChineseSentences {
  static let heldOutWords = """
    前往 奔向 赶往 此刻 抓起 抱起 抛下 转交 送到 待在 身处 并未 看不到 撤离 之一 当中 随后 稍后 一同 位于 坐落 属于 归为 畏惧 一见
    呈 看上去 摆着 装得下 容得下 超过 个头 感到 显得
    塞进 搁在 抱着 丢失
    """

  static func training(_ form: FactForm) -> [String] {
    switch form {
    case .move:
      [
        "{a}去了{p}", "{a}去{p}", "{a}来到{p}", "{a}来到了{p}", "{a}走到{p}", "{a}走进{p}", "{a}走进了{p}", "{a}到了{p}",
        "{a}回到{p}",
        "{a}回到了{p}", "{a}走向{p}", "{a}走往{p}", "{a}回{p}了", "然后{a}去了{p}", "{a}又去了{p}",
      ]
    case .take:
      [
        "{a}拿起{o}", "{a}拿起了{o}", "{a}拿了{o}", "{a}捡起{o}", "{a}捡起了{o}", "{a}取了{o}", "{a}在那里拿了{o}",
        "{a}把{o}拿起来了", "{o}被{a}拿走了", "{a}将{o}拿走了",
        "然后{a}拿起{o}",
      ]
    case .drop:
      [
        "{a}放下{o}", "{a}放下了{o}", "{a}离开了{o}", "{a}留下了{o}", "{a}丢掉了{o}", "{a}在那里放下{o}", "{a}把{o}放下了",
        "{o}被{a}放下了", "{a}将{o}放下了", "然后{a}放下{o}",
      ]
    case .give:
      ["{a}把{o}给了{b}", "{a}把{o}交给{b}", "{a}把{o}交给了{b}", "{a}把{o}递给了{b}", "{a}给了{b}{o}", "{a}将{o}交给了{b}"]
    case .at: ["{a}在{p}", "{a}在{p}里", "{a}现在在{p}"]
    case .notAt: ["{a}不在{p}", "{a}不在{p}里"]
    case .noLonger: ["{a}不再在{p}", "{a}已经不在{p}了", "{a}不在{p}了"]
    case .either: ["{a}在{p}或者{q}", "{a}不是在{p}就是在{q}", "{a}要么在{p}要么在{q}"]
    case .thenMove: after.flatMap { after in moves.map { "\(after){s}\($0){p}" } }
    case .pairMove: moves.map { "{a}和{b}\($0){p}" }
    case .thenPairMove: after.flatMap { after in moves.map { "\(after){s}\($0){p}" } }
    case .timedMove: moves.flatMap { ["{a}{t}\($0){p}", "{t}{a}\($0){p}"] }
    case .direction: ["{p}在{q}的{d}边", "{p}在{q}的{d}面"]
    case .isA: ["{a}是{s}", "{a}是一只{s}"]
    case .afraid: ["{s}怕{z}", "{s}害怕{z}"]
    case .colour: ["{a}是{c}的", "{a}的颜色是{c}"]
    case .position: ["{x}在{y}的{r}"]
    case .fits: ["{x}能放进{y}", "{x}放得进{y}"]
    case .bigger: ["{y}比{x}大", "{x}比{y}小"]
    case .feels: ["{a}{f}了", "{a}很{f}", "{a}觉得{f}"]
    case .arrive:
      [
        "{a}去了{p}", "{a}到{p}去了", "{a}去{p}了", "{a}到达了{p}", "{a}跑到{p}", "{a}跑到了{p}", "{a}飞到了{p}", "{a}进了{p}",
        "{a}开车去了{p}", "刚才{a}去了{p}", "{a}已经到{p}了",
      ]
    case .present:
      ["{a}在{p}", "{a}在{p}里", "{a}在{p}上", "{a}现在在{p}里", "{a}正在{p}", "{a}还在{p}", "{a}一直在{p}里"]
    case .notPresent:
      ["{a}不在{p}", "{a}不在{p}里", "{a}现在不在{p}", "{a}没在{p}", "{a}已经不在{p}了", "{a}不在{p}了", "{a}不在{p}里了"]
    case .leave:
      ["{a}离开了{p}", "{a}离开{p}了", "{a}从{p}出来了", "{a}走出了{p}", "{a}从{p}走了", "{a}从{p}回来了"]
    case .with:
      ["{a}和{b}在一起", "{a}现在和{b}在一起", "{a}正和{b}在一起", "{a}和{b}在同一个地方"]
    case .get:
      ["{a}买了{o}", "{a}买了一个{o}", "{a}买到了{o}", "{a}找到了{o}", "{a}拿到了{o}", "{a}拿走了{o}", "{a}拿起了{o}"]
    case .has: ["{a}有{o}", "{a}有一个{o}", "{a}拿着{o}", "{a}手里有{o}", "{o}在{a}手里", "{o}在{a}那里"]
    case .hasNot: ["{a}没有{o}", "{a}没有{o}了", "{a}手里没有{o}", "{o}不在{a}那里", "{o}不在{a}手里"]
    case .put:
      [
        "{a}把{o}放进{q}", "{a}把{o}放进了{q}", "{a}把{o}放进{q}里", "{a}把{o}放在{q}里", "{a}把{o}放在{q}上",
        "{a}把{o}放在了{q}上", "{a}把{o}放到{q}里", "{a}把{o}放到{q}上", "{a}把{o}放到了{q}里", "{a}将{o}放入{q}",
        "{a}把{o}装进了{q}", "{a}把{o}留在{q}里", "{a}把{o}放在{q}下面", "{o}被{a}放进了{q}", "{o}被{a}放在{q}里了",
      ]
    case .lies:
      [
        "{o}在{q}里", "{o}在{q}里面", "{o}在{q}上", "{o}在{q}上面", "{o}在{q}下面", "{o}放在{q}里", "{q}里有{o}", "{q}上有{o}",
        "{q}里有一个{o}",
      ]
    case .takeOut:
      [
        "{a}从{q}里拿出{o}", "{a}从{q}里拿出了{o}", "{a}从{q}上拿走了{o}", "{a}从{q}里拿走了{o}", "{a}把{o}从{q}里拿出来了",
        "{a}把{o}从{q}里拿走了",
      ]
    case .bring:
      [
        "{a}把{o}带到了{p}", "{a}把{o}带到{p}", "{a}把{o}拿到{p}", "{a}把{o}拿到了{p}", "{a}把{o}搬到了{p}", "{a}将{o}带到了{p}",
        "{a}把{o}带回了{p}", "{o}被{a}搬到了{p}",
      ]
    case .letGo:
      ["{a}扔下了{o}", "{a}扔下{o}", "{a}丢下了{o}", "{a}把{o}放下了", "{a}把{o}留在那里", "{a}把{o}丢在那里了", "{a}把{o}忘在那里了"]
    case .getBoth: ["{a}拿了{o}和{x}", "{a}买了{o}和{x}", "{a}拿起{o}和{x}", "{a}拿走了{o}和{x}"]
    case .takeAlong:
      ["{a}拿着{o}去了{p}", "{a}带着{o}去了{p}", "{a}拿起{o}去了{p}", "{a}拿了{o}就去了{p}", "{a}带着{o}来到{p}"]
    }
  }

  private static let after = ["之后", "然后", "接着", "在那之后"]
  private static let moves = ["去了", "来到", "走到", "到了", "回到"]
  private static let heldOutAfter = ["随后", "稍后"]
  private static let heldOutMoves = ["前往", "奔向", "赶往"]

  static func heldOut(_ form: FactForm) -> [String] {
    switch form {
    case .move: ["{a}前往{p}", "{a}奔向{p}", "{a}赶往{p}", "此刻{p}里是{a}"]
    case .take: ["{a}抓起{o}", "{a}抓起了{o}", "{a}抱起{o}", "{o}被{a}抓起来了"]
    case .drop: ["{a}抛下{o}", "{a}抛下了{o}", "{o}被{a}抛下了"]
    case .give: ["{a}将{o}转交{b}", "{a}将{o}送到{b}手里", "{o}由{a}转交{b}"]
    case .at: ["此刻{p}里是{a}", "{a}待在{p}", "{a}身处{p}"]
    case .notAt: ["{p}里看不到{a}", "{a}并未身处{p}"]
    case .noLonger: ["{a}撤离了{p}", "{p}里再也看不到{a}"]
    case .either: ["{a}身处{p}与{q}之一", "{p}与{q}当中有一处是{a}的所在"]
    case .thenMove, .thenPairMove:
      heldOutAfter.flatMap { after in heldOutMoves.map { "\(after){s}\($0){p}" } }
    case .pairMove: heldOutMoves.flatMap { ["{a}与{b}一同\($0){p}", "{a}{b}二人一同\($0){p}"] }
    case .timedMove: heldOutMoves.flatMap { ["{a}{t}\($0){p}", "{t}{a}\($0){p}"] }
    case .direction: ["{p}位于{q}以{d}", "{q}以{d}坐落着{p}"]
    case .isA: ["{a}属于{s}", "{a}归为{s}"]
    case .afraid: ["{s}畏惧{z}", "{s}一见{z}就逃"]
    case .colour: ["{a}呈{c}", "{a}看上去是{c}"]
    case .position: ["{x}位于{y}的{r}", "{y}的{r}摆着{x}"]
    case .fits: ["{y}装得下{x}", "{y}容得下{x}"]
    case .bigger: ["{y}的个头超过{x}", "论个头{x}不及{y}"]
    case .feels: ["{a}感到{f}", "{a}显得{f}"]
    case .arrive: ["{a}前往{p}", "{a}赶往{p}"]
    case .present: ["{a}待在{p}", "此刻{p}里是{a}"]
    case .notPresent: ["{p}里看不到{a}", "{a}并未身处{p}"]
    case .leave: ["{a}撤离了{p}"]
    case .with: ["{a}与{b}一同待在某处"]
    case .get: ["{a}抓起{o}", "{a}抱起了{o}"]
    case .has: ["{a}抱着{o}"]
    case .hasNot: ["{a}丢失了{o}"]
    case .put: ["{a}将{o}塞进{q}", "{a}把{o}搁在{q}"]
    case .lies: ["{q}当中摆着{o}", "{q}里摆着{o}"]
    case .takeOut: ["{a}从{q}里抓起{o}"]
    case .bring: ["{a}将{o}送到{p}"]
    case .letGo: ["{a}抛下了{o}"]
    case .getBoth: ["{a}抓起{o}和{x}", "{a}抱起了{o}和{x}"]
    case .takeAlong: ["{a}抓起{o}前往{p}", "{a}抱起{o}赶往{p}"]
    }
  }

  private static let whereabouts = [
    "在哪里", "在哪儿", "在哪", "在什么地方", "现在在哪里", "现在在哪儿", "现在在哪", "现在在什么地方",
  ]

  static func questions(_ form: QuestionForm) -> [String] {
    switch form {
    case .wherePerson: ["{a}在哪里", "{a}在哪儿", "{a}现在在哪里"]
    case .whereObject: ["{o}在哪里", "{o}在哪儿", "{o}现在在哪里"]
    case .whereObjectBefore: ["{o}在到{p}之前在哪里"]
    case .wherePersonBefore: ["{a}去{p}之前在哪里"]
    case .whatIsDirection: ["{q}的{d}边是什么地方"]
    case .whatHasDirection: ["{p}在什么地方的{d}边"]
    case .whatGiven: ["{a}给了{b}什么"]
    case .whoReceived: ["谁收到了{o}"]
    case .whoGave: ["谁把{o}给了别人"]
    case .whoGaveTo: ["谁把{o}给了{b}", "谁给了{b}{o}"]
    case .toWhom: ["{a}把{o}给了谁"]
    case .whoHas: ["谁拿着{o}", "谁有{o}", "{o}现在谁拿着"]
    case .isAt: ["{a}在{p}吗", "{a}现在在{p}吗"]
    case .howMany: ["{a}拿着几样东西", "{a}现在拿着几样东西"]
    case .carrying: ["{a}拿着什么", "{a}现在拿着什么"]
    case .afraid: ["{a}怕什么"]
    case .colour: ["{a}是什么颜色"]
    case .position: ["{x}在{y}的{r}吗"]
    case .fits: ["{x}能放进{y}吗"]
    case .bigger: ["{y}比{x}大吗"]
    case .path: ["从{p}到{q}怎么走"]
    case .willGo: ["{a}会去哪里"]
    case .whyGo: ["{a}为什么去{p}"]
    case .whyTake: ["{a}为什么拿{o}"]
    case .whereSomebody: whereabouts.map { "{a}\($0)" }
    case .whereSomething: whereabouts.map { "{o}\($0)" }
    case .isThere: ["{a}在{p}吗", "{a}在{p}里吗", "{a}现在在{p}吗", "{a}在不在{p}"]
    case .isInside: ["{o}在{q}里吗", "{o}在{q}上吗", "{o}在{q}吗", "{q}里有{o}吗"]
    case .whoIsThere: ["谁在{p}", "谁在{p}里", "谁现在在{p}", "现在谁在{p}", "{p}里有谁", "有谁在{p}"]
    case .whatIsInside: ["{q}里有什么", "{q}上有什么", "{q}里面有什么", "{q}里有什么东西", "什么在{q}里", "现在{q}里有什么"]
    case .whatHas: ["{a}有什么", "{a}拿着什么", "{a}手里有什么", "{a}有什么东西", "{a}现在有什么"]
    case .whoHolds: ["谁有{o}", "谁拿着{o}", "{o}现在谁拿着", "{o}在谁手里", "{o}在谁那里", "现在谁有{o}"]
    case .doesHave: ["{a}有{o}吗", "{a}有没有{o}", "{o}在{a}手里吗", "{a}拿着{o}吗"]
    }
  }
}
