import SystemPackage

/// Where a file lies. A literal is one; `FilePath(path)` makes one of a `String`.
///
/// swift-system's, named here so that a program that imports SeqKit alone can write it.
public typealias FilePath = SystemPackage.FilePath
