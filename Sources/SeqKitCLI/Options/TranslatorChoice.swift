import ArgumentParser
import SeqFiles
import SeqKit
import SeqKitPretrained
import SystemPackage

/// Which translator a command uses.
struct TranslatorChoice: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "A shipped model (\(PretrainedTranslator.allCases.map(\.rawValue).joined(separator: ", "))) or a model file; "
        + "several, or a list with commas, translate together: the mean of their probabilities decides.",
      valueName: "name|file"), completion: .file(extensions: ["safetensors"]))
  var models: [String] = []

  @Option(
    help: ArgumentHelp("The shipped model from English to this language: fr or de.", valueName: "language"))
  var to: String?

  func validate() throws {
    if model != nil && to != nil { throw ValidationError("--model and --to exclude each other") }
    if let to, PretrainedTranslator(rawValue: "en-" + to) == nil {
      throw ValidationError("there is no shipped model to '\(to)'; --to takes fr or de")
    }
    if names.contains("") { throw ValidationError("--model needs a name between commas") }
  }

  /// What was chosen by name or path, several with commas between them.
  var model: String? { models.isEmpty ? nil : name }

  /// What is used, in words.
  var name: String { names.joined(separator: ",") }

  /// The names and paths that were chosen. A file whose own name has a comma is one.
  var names: [String] {
    if models.isEmpty { return ["en-" + (to ?? "fr")] }
    return models.flatMap { entry in
      SystemCalls.exists(entry)
        ? [entry] : entry.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  func translator() throws -> Translator {
    let members = try names.map(Translator.init(named:))
    guard members.count > 1 else { return members[0] }
    do throws(EnsembleError) {
      return try Translator(ensembleOf: members)
    } catch {
      throw Failure(
        .badData, "these models cannot translate together: \(error.difference)", at: name,
        expected: "models with the same vocabularies", advice: "train them with the same pairs and tokenizer")
    }
  }
}

extension ModelCard {
  /// "English-French", if both are known.
  var languages: String? {
    guard let sourceLanguage, let targetLanguage else { return nil }
    return "\(sourceLanguage)-\(targetLanguage)"
  }
}

extension Translator {
  /// A shipped model by its name, or a model file by its path.
  init(named name: String) throws { try self.init(ShippedModels.open(name)) }
}
