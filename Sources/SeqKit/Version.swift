/// The version of seqkit: the one place where it stands.
public enum SeqKitVersion {
  /// After semantic versioning, without a leading `v`.
  public static let current = "0.1.0"
}
