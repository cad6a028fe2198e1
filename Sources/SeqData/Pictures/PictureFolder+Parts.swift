extension PictureFolder {
  /// What the pictures of a folder that comes divided are for.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    case training, validation, test

    /// What its folder may be called.
    var folders: [String] {
      switch self {
      case .training: ["train"]
      case .validation: ["validation", "val", "valid"]
      case .test: ["test"]
      }
    }
  }

  /// The parts that a folder comes in, in the order of ``Part``; none where it holds pictures of its own.
  ///
  /// Those are `train`, `validation` (or `val`, or `valid`) and `test` folders, or MNIST's or CIFAR's files for training and for
  /// testing. Classes may have such names too. Where classes are known, folders are of classes if one of them is; where none
  /// are known, if none is `train`, or `train` has no folders in it and lies beside others than these.
  ///
  /// - Throws: if there is no such folder.
  public static func parts(of path: String, classes: [String]? = nil) throws(CorpusError) -> [Part] {
    let entries = try Self.entries(of: path)
    let named = Part.allCases.filter { folder(of: $0, among: entries) != nil }
    var isDivided = !named.isEmpty
    if let classes {
      isDivided = isDivided && !entries.contains { $0.isFolder && classes.contains($0.name) }
    } else if let training = folder(of: .training, among: entries) {
      let known = Part.allCases.flatMap(\.folders)
      if visibleFolders(entries).contains(where: { !known.contains($0) }) {
        isDivided = try !visibleFolders(Self.entries(of: path + "/" + training)).isEmpty
      }
    } else {
      isDivided = false
    }
    return isDivided ? named : RecordFolder(path, entries)?.parts ?? []
  }

  private static func visibleFolders(_ entries: [(name: String, isFolder: Bool)]) -> [String] {
    entries.filter { $0.isFolder && !$0.name.hasPrefix(".") }.map(\.name)
  }

  /// What a part's folder is called here; nil if there is none.
  static func folder(of part: Part, among entries: [(name: String, isFolder: Bool)]) -> String? {
    part.folders.first { name in entries.contains { $0.isFolder && $0.name == name } }
  }
}
