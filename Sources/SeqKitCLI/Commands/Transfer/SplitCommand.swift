import ArgumentParser
import SeqData
import SeqTensor

struct SplitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Divide a folder of pictures into training, validation and test folders.",
    discussion: """
      So many pictures of each class, drawn by the seed, no picture twice; copied, never moved. Of MNIST's or CIFAR's \
      files the training pictures are divided, and written as a PGM or PPM file each.

        seqkit transfer split pets --train 1500 --validation 500 --test 500 \\
          --seed 42 --out pets-split
      """)

  @Argument(help: ArgumentHelp("The folder of pictures.", valueName: "folder"), completion: .directory)
  var images: String
  @Option(help: ArgumentHelp("Of each class for training.", valueName: "n")) var train: Int
  @Option(help: ArgumentHelp("Of each class for validation.", valueName: "n")) var validation: Int
  @Option(help: ArgumentHelp("Of each class for testing.", valueName: "n")) var test = 0
  @Option(help: ArgumentHelp("The folder to make; it must not be there yet.", valueName: "folder")) var out:
    String
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try StandardInput.checkNoFolder(images)
    if out == "-" {
      throw ValidationError(
        "what is made here is a folder and cannot go to standard output: name one with --out")
    }
    for (name, value) in [("train", train), ("validation", validation), ("test", test)]
    where !(0...100_000_000).contains(value) {
      throw ValidationError("--\(name) must lie between 0 and 100,000,000, not \(value)")
    }
    if train + validation + test == 0 { throw ValidationError("at least one picture must be asked for") }
  }

  func run() async throws {
    if SystemCalls.exists(out) {
      throw Failure(
        .cannotCreate, "there is something of that name already", at: out, advice: "name a new folder")
    }
    // It would be one more class the next time.
    if SystemCalls.lies(out, in: images) {
      throw Failure(
        .usage, "the folder to make lies in the one that is divided", at: out,
        advice: "name one outside of \(images)")
    }
    let folder = try PictureFolder.opened(images, common)
    let parts = try folder.drawn(
      perClass: [train, validation, test], random: RandomSource(seed: common.seed))
    for (name, part) in zip(["train", "validation", "test"], parts) where !part.files.isEmpty {
      for (label, className) in folder.classes.enumerated() {
        let to = "\(out)/\(name)/\(className)"
        try SystemCalls.makeFolders(to)
        for file in part.files where file.label == Int32(label) {
          let bytes = try file.isRecord ? file.picture().netpbm : SystemCalls.bytes(of: file.path)
          try SystemCalls.write(bytes, to: "\(to)/\(file.ownName)")
        }
      }
    }
    if !common.quiet {
      Output.note(
        "\(grouped(parts.reduce(0) { $0 + $1.files.count })) pictures of \(folder.classes.joined(separator: ", ")) copied to \(out)\n"
      )
    }
  }
}
