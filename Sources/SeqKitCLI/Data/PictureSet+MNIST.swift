import SeqData

extension PictureSet {
  /// Part of the data set `mnist`, "train" or "t10k".
  ///
  /// - Throws: if it is not there or damaged.
  static func mnist(_ part: String, in folders: DataFolders) throws -> PictureSet {
    func path(_ file: String) throws -> String {
      guard let file = DataCatalogue.mnist.files.first(where: { $0.name.hasPrefix(file) }),
        let found = folders.locate(file, of: DataCatalogue.mnist)
      else {
        throw Failure(.noInput, "the data set 'mnist' is not whole", advice: "see 'seqkit data show mnist'")
      }
      return found.path.string
    }
    return try PictureSet(
      idxPictures: path(part + "-images-idx3-ubyte"), labels: path(part + "-labels-idx1-ubyte"))
  }
}
