/// What is known of a training before its first step.
public struct RunDescription: Sendable {
  /// What is trained: "translator".
  public var kind: String
  public var name: String
  public var seed: UInt64
  /// Version of the program, with the digest of its build.
  public var codeVersion: String
  /// The command as it was typed.
  public var command: String
  /// Every setting, as JSON.
  public var configuration: String
  /// What the processor's kernels were chosen for: "avx2".
  public var instructionSet: String
  public var data: [RunData]
  /// The file that a resumption goes on from, and something that changes with the training data: by these two an
  /// earlier run is found again.
  public var checkpoint: String?
  public var fingerprint: String?

  public init(
    kind: String, name: String, seed: UInt64, codeVersion: String, command: String = "",
    configuration: String = "{}", instructionSet: String = "", data: [RunData] = [],
    checkpoint: String? = nil, fingerprint: String? = nil
  ) {
    self.kind = kind
    self.name = name
    self.seed = seed
    self.codeVersion = codeVersion
    self.command = command
    self.configuration = configuration
    self.instructionSet = instructionSet
    self.data = data
    self.checkpoint = checkpoint
    self.fingerprint = fingerprint
  }
}

/// A file that a training read, or a folder of them.
public struct RunData: Sendable, Hashable {
  /// "pairs", "source", "stories", "pictures", "start" for a model to start from, and so on.
  public var role: String
  /// "standard input" and the like for a stream, which has neither digest nor size.
  public var path: String
  /// Of a folder that of the list of its files.
  public var sha256: String?
  public var bytes: Int?

  public init(role: String, path: String, sha256: String? = nil, bytes: Int? = nil) {
    self.role = role
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
  }
}

/// How a run stands.
public enum RunStatus: String, Sendable, Hashable, CaseIterable {
  case running
  case finished
  /// By SIGINT or SIGTERM, after saving.
  case interrupted
  case diverged
  /// An error ended it.
  case failed
  /// Never in the file: it says `running`, and its process is gone.
  case lost
}

/// A file that a training wrote.
public struct RunCheckpoint: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    /// What a training goes on from.
    case checkpoint
    /// What it made.
    case model
  }

  public var kind: Kind
  public var path: String
  /// Updates made when it was written; epochs where those are the steps.
  public var step: Int
  public var sha256: String
  public var bytes: Int
  /// When it was recorded, ISO 8601 in UTC; given by the store.
  public var time: String

  public init(
    kind: Kind, path: String, step: Int, sha256: String, bytes: Int, time: String = ""
  ) {
    self.kind = kind
    self.path = path
    self.step = step
    self.sha256 = sha256
    self.bytes = bytes
    self.time = time
  }
}

/// What the model made of one input.
public struct RunSample: Sendable, Hashable {
  public var step: Int
  /// From 1.
  public var epoch: Int
  public var source: String
  public var reference: String
  public var hypothesis: String

  public init(step: Int, epoch: Int, source: String, reference: String, hypothesis: String) {
    self.step = step
    self.epoch = epoch
    self.source = source
    self.reference = reference
    self.hypothesis = hypothesis
  }
}

/// A row of a table of results: our figure beside the published one.
public struct RunResult: Sendable, Hashable {
  /// What was measured: "en-fr, 1,500 unseen sources".
  public var name: String
  public var metric: String
  public var value: Double
  public var published: Double?
  public var publishedSource: String?
  /// How the figure was made: a signature, a beam width.
  public var settings: String?

  public init(
    name: String, metric: String, value: Double, published: Double? = nil, publishedSource: String? = nil,
    settings: String? = nil
  ) {
    self.name = name
    self.metric = metric
    self.value = value
    self.published = published
    self.publishedSource = publishedSource
    self.settings = settings
  }
}

/// One training as the store has it.
public struct Run: Sendable {
  /// Eight hexadecimal digits.
  public let id: String
  public let kind: String
  public let name: String
  public let status: RunStatus
  /// ISO 8601 in UTC, as are the other times.
  public let started: String
  /// When something was recorded last.
  public let updated: String
  public let ended: String?
  /// Time spent training, all resumptions together, without the pauses between them.
  public let seconds: Double
  public let seed: String
  public let codeVersion: String
  public let command: String
  /// JSON.
  public let configuration: String
  public let machine: Machine
  public let process: Int
  public let checkpoint: String?
  public let fingerprint: String?
  /// The primary key, which other tables refer to.
  let row: Int64
  /// Whether the process that records it is there; nil where nobody here can know.
  let isAlive: Bool?
}

/// A time at which a run went on from a checkpoint.
public struct RunResumption: Sendable, Hashable {
  public let time: String
  public let step: Int
  public let codeVersion: String
  public let host: String
  public let command: String
}

/// A value of a metric; nil where it was not a number.
public struct MetricPoint: Sendable, Hashable {
  public let step: Int
  public let epoch: Int
  public let value: Double?
}

/// A metric of a run in a few figures.
public struct MetricSummary: Sendable, Hashable {
  public let name: String
  public let count: Int
  public let lastStep: Int
  public let first, last, least, most: Double?
}
