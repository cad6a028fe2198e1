import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// `seqkit reproduce`, run as a program: its flags, and how it is stopped.
@Suite struct ReproduceCommandTests {
  /// What is made before the first epoch takes the better part of a minute: it is said, and Ctrl-C ends it.
  @Test func aReaderIsStoppedBeforeItLearns() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun.seqkit(
      ["reproduce", "reader", "--no-runs"], input: "", workingFolder: folder.path,
      signal: (SIGINT, "making stories"))
    #expect(run.status == 130 && run.output.isEmpty, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("go on with the same command in it"), "\(run.errors)")
  }

  /// Tasks have commas or blanks between, and the name may follow them.
  @Test func tasksAreListedEitherWay() throws {
    let folder = try TemporaryFolder()
    func errors(_ arguments: String...) throws -> String {
      let run = try ProgramRun.seqkit(
        ["reproduce"] + arguments, environment: ["SEQKIT_DATA": folder.path, "HOME": folder.path])
      #expect(run.status == 66 || run.status == 64, "\(arguments): \(run.errors)")
      return run.errors
    }
    // All of these are asked for their data, which are not there.
    let missing = try errors("babi-1k", "--tasks", "1,2,15")
    #expect(missing.contains("babi"))
    #expect(try errors("babi-1k", "--tasks", "1", "2", "15") == missing)
    #expect(try errors("--tasks", "1", "2,15", "babi-1k") == missing)
    #expect(try errors("--rows", "features", "babi-1k") == missing)
    let words = "--tasks takes numbers from 1 to 20, not"
    #expect(try errors("babi-1k", "--tasks", "1", "21").contains("\(words) '21'"))
    #expect(try errors("babi-1k", "--tasks", "1,two").contains("\(words) 'two'"))
  }
}
