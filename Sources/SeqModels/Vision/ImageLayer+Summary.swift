import SeqAutodiff
import SeqLayers

extension ImageLayer {
  /// What it does, in a few words.
  public var summary: String {
    switch self {
    case .convolution(let layer, let rectifier):
      let window = layer.window
      var text = "convolution \(window.height)x\(window.width)"
      if window.strideRows > 1 { text += " / \(window.strideRows)" }
      if layer.groups > 1 { text += ", \(layer.groups) groups" }
      return text + words(for: rectifier)
    case .partialConvolution(let layer):
      return "convolution \(layer.window.height)x\(layer.window.width), \(layer.weight.shape[0]) connections"
    case .subsampling(let layer):
      return "weighted mean of \(layer.window.height)x\(layer.window.width)"
    case .batchNorm(_, let rectifier): return "batch normalisation" + words(for: rectifier)
    case .maximumPool(let window): return "maximum of \(window.height)x\(window.width)"
    case .averagePool(let window, _): return "mean of \(window.height)x\(window.width)"
    case .adaptiveAverage(let rows, let columns): return "means of \(rows)x\(columns) parts"
    case .globalAverage: return "mean of all places"
    case .flatten: return "flattened"
    case .linear: return "dense"
    case .activation(.relu): return "ReLU"
    case .activation(.relu6): return "ReLU6"
    case .activation(.tanh): return "tanh"
    case .activation(.sigmoid): return "sigmoid"
    case .dropout(let rate): return "dropout \(rate)"
    case .responseNorm: return "response normalisation"
    case .branches: return "joined"
    case .residual(_, _, let rectifier): return "sum" + words(for: rectifier)
    case .auxiliary: return "auxiliary classifier"
    }
  }
}

/// " + ReLU" and the like.
private func words(for rectifier: Rectifier) -> String {
  switch rectifier {
  case .none: ""
  case .relu: " + ReLU"
  case .relu6: " + ReLU6"
  }
}
