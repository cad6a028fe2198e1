// swift-tools-version: 6.2

import Foundation
import PackageDescription

// SEQKIT_STATIC=1 links OpenBLAS into the program, for one file to ship.
let isStatic = ProcessInfo.processInfo.environment["SEQKIT_STATIC"] == "1"
let blas: [LinkerSetting] =
  isStatic
  ? [.linkedLibrary(":libopenblas.a"), .linkedLibrary("m")]
  : [.linkedLibrary("openblas")]
// libpng needs zlib, which the linker finds by itself only where it is shared.
let pictures: [LinkerSetting] = (isStatic ? [":libjpeg.a", ":libpng.a", ":libz.a"] : ["jpeg", "png"]).map {
  .linkedLibrary($0, .when(traits: ["Pictures"]))
}

// What every target of ours is built with. The scalar is chosen by the trait `Float64`.
let swift: [SwiftSetting] = [
  .define("FLOAT64", .when(traits: ["Float64"])),
  .treatAllWarnings(as: .error),
]
// Tests that leave the work to what they test compile twice as fast without optimization, which `-c release` asks for; those with
// loops of their own would run longer than that saves. SwiftPM lets such flags stand in what no other package can use.
let test: [SwiftSetting] = swift + [.unsafeFlags(["-Onone"])]
let c: [CSetting] = [.treatAllWarnings(as: .error)]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "seqkit",
  platforms: [.macOS(.v15)],
  products: [
    // With the targets whose types its own interface speaks of.
    .library(name: "SeqKit", targets: ["SeqKit", "SeqData", "SeqFiles"]),
    .library(
      name: "SeqKitCore",
      targets: ["SeqTensor", "SeqAutodiff", "SeqLayers", "SeqModels", "SeqData", "SeqTraining"]),
    .library(name: "SeqKitPretrained", targets: ["SeqKitPretrained"]),
    .library(name: "SeqKitRuns", targets: ["SeqRuns"]),
    .executable(name: "seqkit", targets: ["SeqKitCLI"]),
    .executable(name: "seqkit-bench", targets: ["SeqKitBench"]),
  ],
  traits: [
    .default(enabledTraits: ["Pictures"]),
    .trait(name: "Float64", description: "Compute in double precision, to check gradients tightly."),
    .trait(name: "Pictures", description: "Read JPEG and PNG pictures by the system's libjpeg and libpng."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    // The arrows run one way: each target sees only those above it.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: isStatic ? nil : "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CKernels", cSettings: c + [.define("FLOAT64", .when(traits: ["Float64"]))]),
    .target(
      name: "SeqTensor", dependencies: ["COpenBLAS", "CKernels"], swiftSettings: swift, linkerSettings: blas),
    .target(name: "SeqAutodiff", dependencies: ["SeqTensor"], swiftSettings: swift),
    .target(name: "SeqLayers", dependencies: ["SeqAutodiff", "SeqTensor"], swiftSettings: swift),
    .target(
      name: "SeqModels", dependencies: ["SeqLayers", "SeqAutodiff", "SeqTensor"], swiftSettings: swift),
    .target(
      name: "CPictures",
      cSettings: c + [.define("PICTURES", .when(traits: ["Pictures"]))],
      linkerSettings: pictures),
    .target(name: "SeqData", dependencies: ["CPictures", "SeqTensor", heap, system], swiftSettings: swift),
    .target(
      name: "SeqTraining", dependencies: ["SeqModels", "SeqLayers", "SeqData", "SeqAutodiff", "SeqTensor"],
      swiftSettings: swift),
    .target(
      name: "SeqFiles",
      dependencies: ["SeqTraining", "SeqModels", "SeqLayers", "SeqData", "SeqAutodiff", "SeqTensor", system],
      swiftSettings: swift),
    .target(
      name: "SeqKit",
      dependencies: [
        "SeqFiles", "SeqTraining", "SeqModels", "SeqLayers", "SeqData", "SeqAutodiff", "SeqTensor", system,
      ],
      swiftSettings: swift),
    .target(
      name: "CPretrained",
      exclude: [
        "en-fr.safetensors",
        "en-de.safetensors",
        "g2p.safetensors",
        "stories.safetensors",
        "ntm-copy.safetensors",
        "ntm-repeat-copy.safetensors",
        "ntm-associative-recall.safetensors",
        "ntm-ngrams.safetensors",
        "ntm-sort.safetensors",
        "ntm-priority-sort.safetensors",
      ], cSettings: c),
    .target(
      name: "SeqKitPretrained", dependencies: ["CPretrained", "SeqKit", "SeqFiles", "SeqData"],
      swiftSettings: swift),
    .target(name: "SeqRuns", dependencies: [grdb], swiftSettings: swift),
    .target(name: "CCorpora", cSettings: c),
    .executableTarget(
      name: "SeqKitCLI",
      dependencies: [
        "SeqKit", "SeqKitPretrained", "SeqRuns", "SeqFiles", "SeqTraining", "SeqModels", "SeqLayers",
        "SeqData",
        "SeqTensor", "CCorpora",
        argumentParser, system,
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "SeqKitBench",
      dependencies: [
        "SeqKit", "SeqFiles", "SeqTraining", "SeqModels", "SeqLayers", "SeqData", "SeqAutodiff", "SeqTensor",
      ],
      swiftSettings: swift),

    .target(
      name: "TestSupport", dependencies: ["SeqTensor", "SeqAutodiff", "SeqLayers"],
      path: "Tests/TestSupport", swiftSettings: swift),
    .testTarget(name: "SeqTensorTests", dependencies: ["SeqTensor", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "SeqAutodiffTests", dependencies: ["SeqAutodiff", "SeqLayers", "TestSupport"],
      swiftSettings: test),
    .testTarget(
      name: "SeqLayersTests", dependencies: ["SeqLayers", "SeqFiles", "TestSupport"],
      exclude: ["Convolution"], swiftSettings: test),
    .testTarget(
      name: "SeqModelsTests", dependencies: ["SeqModels", "SeqFiles", "TestSupport", system],
      swiftSettings: swift),
    .testTarget(
      name: "SeqDataTests", dependencies: ["SeqData", "TestSupport", system], exclude: ["Pictures"],
      swiftSettings: swift),
    .testTarget(
      name: "SeqTrainingTests", dependencies: ["SeqTraining", "TestSupport"], exclude: ["Metrics"],
      swiftSettings: test),
    .testTarget(
      name: "SeqFilesTests", dependencies: ["SeqFiles", "SeqModels", "TestSupport", system],
      exclude: ["Fixtures"], swiftSettings: test),
    .testTarget(
      name: "SeqKitTests", dependencies: ["SeqKit", "SeqKitPretrained", "TestSupport"], swiftSettings: test),
    .testTarget(name: "SeqRunsTests", dependencies: ["SeqRuns", "TestSupport", grdb], swiftSettings: test),
    .testTarget(
      name: "SeqKitCLITests",
      dependencies: [
        "SeqKitCLI", "SeqKit", "SeqTraining", "SeqModels", "SeqData", "SeqTensor", "TestSupport", system,
      ],
      swiftSettings: test),
    // Whole-program runs. They start the program that the same build leaves beside them, and do not import it: so the two
    // largest modules compile at the same time.
    .testTarget(
      name: "SeqKitProgramTests",
      dependencies: ["SeqKit", "SeqRuns", "SeqFiles", "SeqData", "TestSupport", grdb, system],
      swiftSettings: test),
  ],
  swiftLanguageModes: [.v6]
)
