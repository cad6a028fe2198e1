import SeqRuns

extension RunStore {
  /// The one run that an id, the beginning of one, a run's name or "last" means.
  func run(named name: String) throws -> Run {
    let found = name.isEmpty ? [] : try runs(named: name)
    if found.count == 1 { return found[0] }
    if let run = found.first(where: { $0.id == name.lowercased() }) { return run }
    if found.isEmpty {
      throw name == "last"
        ? Failure(.noInput, "no run is recorded", at: path, advice: "train something first")
        : Failure(.usage, "no run '\(name)'", at: path, advice: "see 'seqkit runs list'")
    }
    // Of a name that is used again and again the latest.
    let shown = found.suffix(8)
    throw Failure(
      .usage, "'\(name)' means \(found.count) runs", at: path,
      expected: "one of " + shown.map(\.id).joined(separator: ", ")
        + (shown.count < found.count ? ", the latest of them" : ""),
      advice: "give the id or more of it; see 'seqkit runs list'")
  }

  /// The metric that says how well a run learns: its loss, or what its kind of training has in its place.
  func lossName(of run: Run) throws -> String {
    try ["loss", "bits_per_sequence", "training_loss"].first { try lastPoint(of: run, metric: $0) != nil }
      ?? "loss"
  }

  /// What `runs list` shows.
  func table(of runs: [Run]) throws -> Table {
    var table = Table([
      .init("run"), .init("name"), .init("kind"), .init("status"), .init("started (UTC)"),
      .init("time", .right),
      .init("updates", .right), .init("loss", .right), .init("BLEU", .right),
    ])
    for run in runs {
      let name = try lossName(of: run)
      let loss = try lastPoint(of: run, metric: name)
      let heldOut = try lastPoint(of: run, metric: "held_out_loss")
      let unit = name == "bits_per_sequence" ? " bits" : ""
      let bleu = try lastPoint(of: run, metric: "bleu")?.value
      table.append([
        run.id, run.name, run.kind, run.status.rawValue, run.started.readable,
        clockTime(.seconds(run.seconds)), loss.map { grouped($0.step) } ?? "",
        (heldOut ?? loss)?.value.map { fixed($0, 3) + unit } ?? "", bleu.map { fixed($0, 1) } ?? "",
      ])
    }
    return table
  }
}

extension String {
  /// A time of the store for people: "2026-01-31 17:05:09".
  var readable: String { String(prefix(19)).replacing("T", with: " ") }
}
