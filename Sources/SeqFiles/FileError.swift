import SystemPackage

/// What went wrong with a file, where, and what to do about it.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The classes that a program tells apart, one exit code each.
  public enum Kind: String, Sendable, Hashable {
    /// There is no such file, or it cannot be opened for reading.
    case noInput
    /// It was read, but it is not what it should be.
    case badData
    /// It cannot be created.
    case cannotCreate
    /// Reading or writing failed on the way.
    case inputOutput
  }

  public let kind: Kind
  public let path: String
  /// What is wrong, what was expected, what to do.
  public let reason: String

  public init(_ kind: Kind, _ path: String, _ reason: String) {
    self.kind = kind
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)" }
}

extension Errno {
  /// In words, without the number.
  var words: String {
    switch self {
    case .noSuchFileOrDirectory: "no such file or folder"
    case .isDirectory: "it is a folder"
    case .notDirectory: "part of the path is not a folder"
    case .permissionDenied: "permission denied"
    case .readOnlyFileSystem: "the file system is read-only"
    case .noSpace: "no space left on the device"
    case .diskQuotaExceeded: "the disk quota is used up"
    case .fileTooLarge: "the file would be too large"
    default: description
    }
  }
}
