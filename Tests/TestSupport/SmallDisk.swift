#if os(Linux)
  import Glibc

  /// A file system of its own, of so little room that it is soon full; gone when the last use of it ends.
  public final class SmallDisk {
    /// Where it is mounted.
    public let path: String
    private let folder: TemporaryFolder

    /// Whether one can be had: root may mount, but hardly in a container that was not started for it.
    public static let isPossible = (try? SmallDisk(size: "4k")) != nil

    /// - Parameter size: in bytes, as `mount` reads it: "300k".
    /// - Throws: where nothing may be mounted.
    public init(size: String) throws {
      folder = try TemporaryFolder()
      path = folder.path
      guard mount("tmpfs", path, "tmpfs", 0, "size=\(size)") == 0 else { throw MountError(code: errno) }
    }

    deinit { umount(path) }
  }

  private struct MountError: Error { var code: Int32 }
#endif
