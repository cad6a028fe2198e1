import Foundation
import SeqKitCLI
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A map of three target tokens over four source tokens, one of them Chinese, one of them hostile.
private let map = HeatMap(
  title: "Where is the <station> & \"why\"?", rowName: "target", rows: ["où", "est", "</svg>"],
  columnName: "source", columns: ["Where", "牛奶", "a\u{1b}[0m\u{7}b", "?"],
  weights: [[0.9, 0.05, 0.05, 0], [0.25, 0.5, 0.2, 0.05], [0, 0.04, .nan, 1.2]])

private func terminal(_ variables: [String: String]) -> Terminal {
  Terminal(isInteractive: true, environment: { variables[$0] })
}

@Suite struct HeatMapTests {
  @Test func digitsWhereThereIsNoUTF8() {
    #expect(
      map.rendered(for: terminal(["TERM": "dumb"])) == """
               Where 牛奶 a\u{fffd}[0m\u{fffd}b ?
            où   9    1      1    .
           est   3    5      2    1
        </svg>   .    .      .    9
        target by source, tenths; . under 0.05

        """)
  }

  @Test func shadesWhereThereIsNoColour() {
    #expect(
      map.rendered(for: terminal(["TERM": "xterm", "NO_COLOR": "1", "LANG": "C.UTF-8"])) == """
               Where 牛奶 a\u{fffd}[0m\u{fffd}b ?
            où █████ ░░░░ ░░░░░░░
           est ▒▒▒▒▒ ▓▓▓▓ ░░░░░░░ ░░
        </svg>                    ██
        target by source, quarters ░▒▓█; blank under 0.05

        """)
  }

  @Test func coloursWhereTheTerminalHasThem() {
    let text = map.rendered(for: terminal(["TERM": "xterm-256color", "LANG": "C.UTF-8"]))
    #expect(text.contains("\u{1b}[48;5;229m"))
    // Whatever was switched on is switched off on the same line.
    for line in text.split(separator: "\n") where line.contains("\u{1b}") {
      #expect(line.components(separatedBy: "[48;5;").count == line.components(separatedBy: "[0m").count)
    }
  }

  @Test func aWideMapIsBrokenIntoPanels() {
    let wide = HeatMap(
      title: "", rowName: "target", rows: ["x"], columnName: "source",
      columns: (0..<30).map { "word\($0)" }, weights: [[Float](repeating: 0.5, count: 30)])
    let text = wide.rendered(for: terminal(["TERM": "dumb", "COLUMNS": "60"]))
    #expect(text.split(separator: "\n").allSatisfy { displayWidth($0) <= 60 })
    for column in 0..<30 { #expect(text.contains("word\(column)")) }
  }

  @Test func emptyMapsAreDrawn() {
    let empty = HeatMap(
      title: "", rowName: "target", rows: [], columnName: "source", columns: [], weights: [])
    #expect(empty.rendered(for: terminal([:])).hasSuffix("under 0.05\n"))
    #expect(isWellFormed(empty.svg))
  }
}

@Suite struct LinePlotTests {
  private let plot = LinePlot(
    title: "loss", xName: "update", yName: "loss",
    series: [.init("one \u{1b}[2J", [(0, 4), (10, 0)]), .init("two", [(0, 0), (5, .nan), (10, 4)])])

  /// Curves that cross: each corner has its mark, and what a name holds does not steer the terminal.
  @Test func marksWhereThereIsNoColour() {
    let lines = plot.rendered(for: terminal(["TERM": "dumb", "COLUMNS": "24"])).split(separator: "\n")
    #expect(
      lines[0] == "loss" && lines[1] == "4 +*                   o" && lines[16] == "0 +o                   *")
    #expect(lines[17] == "  +" + String(repeating: "-", count: 21))
    #expect(lines.suffix(3) == ["   loss by update", "   * one \u{fffd}[2J", "   o two"])
  }

  @Test func dotsWhereThereAreColours() {
    let text = plot.rendered(for: terminal(["TERM": "xterm-256color", "LANG": "C.UTF-8", "COLUMNS": "40"]))
    #expect(text.contains("\u{1b}[38;5;33m⠑") && text.contains("\u{1b}[38;5;208m"))
    for line in text.split(separator: "\n") {
      #expect(line.components(separatedBy: "[38;5;").count == line.components(separatedBy: "[0m").count)
    }
  }

  @Test func anyNumbersAreDrawn() {
    let curves: [[(x: Double, y: Double)]] = [
      [], [(1, 1)], [(0, 1e300), (1, -1e300)], [(.infinity, 1)], [(0, 1e-300), (1, 0)], [(0, 7), (0, 7)],
      (0..<100_000).map { (Double($0), Double($0 % 1000)) }, [(0, 123_456_789), (1e15, -5)],
    ]
    for points in curves {
      let plot = LinePlot(title: "", xName: "x", yName: "y", series: [.init("", points)])
      for variables in [
        ["TERM": "dumb", "COLUMNS": "1"],
        ["TERM": "xterm", "NO_COLOR": "1", "LANG": "C.UTF-8", "COLUMNS": "60"],
      ] {
        let text = plot.rendered(for: terminal(variables))
        #expect(
          variables["COLUMNS"] == "1" || text.split(separator: "\n").allSatisfy { displayWidth($0) <= 60 })
      }
      #expect(isWellFormed(plot.svg) && plot.svg.utf8.count < 40_000, "a long curve is thinned")
    }
  }
}

@Suite struct HistoryPlotTests {
  @Test func panelsStandSideBySide() {
    let svg = HistoryPlot(
      title: "a <b>",
      panels: [
        .init(
          "loss",
          [
            .init("training", [(1, 4), (2, .nan), (3, 2)]),
            .init("held out", [(1, 5), (2, 4), (3, 3)]),
          ]),
        .init("BLEU", [.init("held out", [(1, 10), (2, 20), (3, 30)])]),
        .init("nothing", [.init("held out", [])]),
      ]
    ).svg
    #expect(isWellFormed(svg) && !svg.contains("nan"))
    #expect(svg.contains("<title id=\"title\">a &lt;b&gt;</title>") && svg.contains("width=\"1380\""))
    #expect(svg.components(separatedBy: "<circle").count - 1 == 2 + 3 + 3)
    #expect(svg.contains("<title>held out, epoch 2: 20.0000</title>"))
    // A curve has its colour in every panel.
    let curves = svg.split(separator: "\n").filter { $0.hasPrefix("<polyline") }
    let colours = curves.compactMap { curve in SVG.lineColours.firstIndex { curve.contains($0) } }
    #expect(colours == [0, 1, 1])
    // There are epochs 1, 2 and 3, and none between.
    #expect(svg.contains(">3</text>") && !svg.contains(">1.5</text>"))
  }

  @Test func anyHistoryIsDrawn() {
    let histories: [[(epoch: Int, value: Double)]] = [
      [], [(1, 1)], [(7, .infinity)], [(1, 1e300), (2, -1e300)],
      (1...10_000).map { ($0, 1 / Double($0)) },
    ]
    for points in histories {
      let plot = HistoryPlot(title: "", panels: [.init("loss", [.init("training", points)])])
      #expect(isWellFormed(plot.svg))
    }
    #expect(isWellFormed(HistoryPlot(title: "", panels: []).svg))
  }
}

@Suite struct BarPlotTests {
  @Test func everyShareHasItsBarAndItsNumber() {
    let svg = BarPlot(
      title: "right", measures: ["right, %", "evidence, %"],
      groups: [.init("<one>", [0.975, 1.25]), .init("two", [0, nil]), .init("three", [.nan, -1])]
    ).svg
    #expect(isWellFormed(svg) && !svg.contains("nan"))
    // Two in the legend, the ground, and two a group.
    #expect(svg.components(separatedBy: "<rect").count - 1 == 2 + 1 + 6)
    #expect(svg.contains("<title>&lt;one&gt;, right, %: 97.5 %</title>"))
    #expect(svg.contains("<title>&lt;one&gt;, evidence, %: 100.0 %</title>"))
    #expect(svg.contains("<title>two, right, %: 0.0 %</title>"))
    #expect(svg.contains("<title>two, evidence, %: none</title>"))
    #expect(svg.contains("<title>three, right, %: none</title>"))
    // 420 are 100 %.
    #expect(svg.contains("width=\"409.5\" height=\"14.0\""))
  }

  @Test func nothingIsDrawnAsWell() {
    #expect(isWellFormed(BarPlot(title: "", measures: ["right, %"], groups: []).svg))
  }
}

@Suite struct SVGTests {
  @Test func picturesAreWellFormedWhateverTheTextsHold() {
    #expect(isWellFormed(map.svg))
    #expect(
      map.svg.contains("<title id=\"title\">Where is the &lt;station&gt; &amp; &quot;why&quot;?</title>"))
    #expect(map.svg.contains("role=\"img\" aria-labelledby=\"title description\""))
    #expect(map.svg.contains("<title>où, Where: 0.900</title>"))
    #expect(!map.svg.contains("\u{1b}") && !map.svg.contains("nan"))
    // One square a weight, ten for the legend, one for the ground.
    #expect(map.svg.components(separatedBy: "<rect").count - 1 == 12 + 10 + 1)
  }

  @Test func curves() {
    let plot = LinePlot(
      title: "Loss <train>", xName: "epoch", yName: "loss",
      series: [
        .init("train", [(1, 5.25), (2, 3.5), (3, 3.0), (4, .nan)]),
        .init("published", [(3, 2.75)], markersOnly: true),
      ])
    #expect(isWellFormed(plot.svg))
    #expect(plot.svg.components(separatedBy: "<circle").count - 1 == 5)
    #expect(plot.svg.components(separatedBy: "<polyline").count - 1 == 1)
    #expect(!plot.svg.contains("nan"))
    for series in [[], [LinePlot.Series("one point", [(1, 1)])], [LinePlot.Series("none", [])]] {
      #expect(isWellFormed(LinePlot(title: "", xName: "x", yName: "y", series: series).svg))
    }
  }

  /// Epochs are counted: no tick lies between two of them, however few there are.
  @Test(arguments: 1...7) func epochsAreWhole(_ count: Int) {
    let history = HistoryPlot(
      title: "", panels: [.init("loss", [.init("training", (1...count).map { ($0, 0.031) })])])
    let line = LinePlot(
      title: "", xName: "epoch", yName: "loss", series: [.init("", (1...count).map { (Double($0), 0.031) })])
    for picture in [history.svg, line.svg] {
      let texts = picture.components(separatedBy: "</text>").dropLast().map { text in
        text.split(separator: ">").last.map { String($0) } ?? ""
      }
      // What is less than 1 stands at the other axis.
      let epochs = texts.filter { Double($0) ?? 0 >= 1 }
      #expect(!epochs.isEmpty && epochs.allSatisfy { Int($0) != nil }, "\(epochs)")
    }
    let shares = LinePlot(title: "", xName: "share", yName: "y", series: [.init("", [(0.25, 1), (0.75, 2)])])
    #expect(shares.svg.contains(">0.5<"))
  }

  @Test func colourIsMonotone() {
    // Blue light against dark: each step of the ramp is darker in red.
    let reds = stride(from: 0.0, through: 1, by: 0.125).map { weight in
      Int(SVG.ramp(weight).dropFirst(4).prefix { $0 != "," })!
    }
    #expect(zip(reds, reds.dropFirst()).allSatisfy { $0 > $1 })
  }
}

private func isWellFormed(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }
