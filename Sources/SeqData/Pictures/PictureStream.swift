import Dispatch
import SeqTensor
import Synchronization

/// Pictures that lie in files, brought to one size: each batch is decoded when it is wanted, the next one meanwhile in the
/// background.
///
/// What is in memory at any time is two batches, however many pictures there are; files of many pictures, such as MNIST's, are
/// there whole. A decoded picture is a function of its file, so that neither the order in which batches are made ready nor the
/// number of threads shows in a result.
public final class PictureStream: Sendable {
  public let classes: [String]
  public let width, height, channels: Int
  public let files: [PictureFolder.File]
  /// What is being decoded for the next call.
  private let ahead = Mutex<Batch?>(nil)

  public var count: Int { files.count }
  public var pictureSize: Int { width * height * channels }

  public init(classes: [String], files: [PictureFolder.File], width: Int, height: Int, channels: Int) {
    self.classes = classes
    self.files = files
    self.width = width
    self.height = height
    self.channels = channels
  }

  /// The pictures of some places, one after another; those of `next` are begun in the background.
  ///
  /// - Parameters:
  ///   - next: what the next call will ask for, if that is known.
  ///   - threads: how many threads decode what is not ready; with one, nothing is done in the background.
  /// - Throws: the first error in the order of the places.
  package func pixels(of places: [Int], next: [Int]? = nil, threads: Int) throws(CorpusError) -> [UInt8] {
    let ready = ahead.withLock { held -> Batch? in
      defer { held = nil }
      return held?.places == places ? held : nil
    }
    let batch = ready ?? Batch(places, of: self)
    // Whoever is free takes the next picture, the one in the background too.
    inParallel(threads, threads: threads) { _ in batch.work() }
    batch.finish()
    if let next, !next.isEmpty, threads > 1 {
      let following = Batch(next, of: self)
      following.start()
      ahead.withLock { $0 = following }
    }
    return try batch.pixels()
  }

  fileprivate func decode(_ place: Int) throws(CorpusError) -> Picture {
    try files[place].picture().with(channels: channels).resized(width: width, height: height)
  }

  /// Pictures that are being decoded, by one thread or several.
  private final class Batch: Sendable {
    let places: [Int]
    private let stream: PictureStream
    private let next = Atomic(0)
    private let background = DispatchGroup()
    private let results: Mutex<[Result<Picture, CorpusError>?]>

    init(_ places: [Int], of stream: PictureStream) {
      self.places = places
      self.stream = stream
      results = Mutex(Array(repeating: nil, count: places.count))
    }

    func start() { DispatchQueue.global().async(group: background) { self.work() } }

    /// Decodes one picture after another until none is left that nobody has begun.
    func work() {
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < places.count else { return }
        let result: Result<Picture, CorpusError>
        do throws(CorpusError) { result = .success(try stream.decode(places[number])) } catch {
          result = .failure(error)
        }
        results.withLock { $0[number] = result }
      }
    }

    /// Waits for what the background has begun.
    func finish() { background.wait() }

    func pixels() throws(CorpusError) -> [UInt8] {
      var pixels: [UInt8] = []
      pixels.reserveCapacity(places.count * stream.pictureSize)
      for result in results.withLock({ $0 }) {
        guard let result else { fatalError("a batch of pictures was asked for before it was decoded") }
        pixels += try result.get().pixels
      }
      return pixels
    }
  }
}

/// A folder's pictures: in memory where there is room for them, else in their files.
public enum PictureSource: Sendable {
  case memory(PictureSet)
  case files(PictureStream)

  public var labels: [Int32] {
    switch self {
    case .memory(let set): set.labels
    case .files(let stream): stream.files.map(\.label)
    }
  }
}

extension PictureFolder {
  /// Decodes every file once, on several threads, and keeps the pictures if they fit into so much memory.
  ///
  /// - Parameters:
  ///   - memory: bytes for decoded pictures; where they are more, they are decoded anew whenever they are wanted.
  ///   - skipsDamaged: whether a picture that cannot be read is left out, and not an error.
  ///   - didRead: told after each file.
  /// - Returns: the pictures, and what was left out and why.
  /// - Throws: the first error in the order of the files, with how many more there are.
  public func open(
    width: Int, height: Int, channels: Int, threads: Int, memory: Int, skipsDamaged: Bool = false,
    didRead: @Sendable () -> Void = {}
  ) throws(CorpusError) -> (source: PictureSource, skipped: [CorpusError]) {
    if width * height * channels * files.count <= memory {
      let found = try read(
        width: width, height: height, channels: channels, threads: threads, skipsDamaged: skipsDamaged,
        didRead: didRead)
      return (.memory(found.set), found.skipped)
    }
    // A damaged file is to be named now and not in the midst of the training.
    let problems = Mutex<[Int: CorpusError]>([:])
    let isUnable = Atomic(false)
    inParallel(files.count, threads: threads) { number in
      if isUnable.load(ordering: .relaxed) { return }
      do throws(CorpusError) { _ = try files[number].picture() } catch {
        problems.withLock { $0[number] = error }
        if error.isMissingCapability { isUnable.store(true, ordering: .relaxed) }
      }
      didRead()
    }
    let found = problems.withLock { $0 }.sorted { $0.key < $1.key }
    try Self.refuse(found.map(\.value), skipsDamaged: skipsDamaged)
    let damaged = Set(found.map(\.key))
    let kept = files.indices.filter { !damaged.contains($0) }.map { files[$0] }
    guard !kept.isEmpty else { throw CorpusError("none of the \(files.count) pictures can be read", path) }
    return (
      .files(PictureStream(classes: classes, files: kept, width: width, height: height, channels: channels)),
      found.map(\.value)
    )
  }
}
