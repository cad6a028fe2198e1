import SeqAutodiff
import SeqLayers
import SeqTensor

extension NetworkBuilder {
  /// A convolution without bias, batch normalisation right after it, then rectified.
  private mutating func unit(_ name: String, _ filters: Int, _ window: Window) {
    nested(name) {
      $0.convolution("conv", filters, window, bias: false)
      $0.batchNorm("bn", epsilon: 1e-3, rectifier: .relu)
    }
  }

  /// A convolution with a bias, rectified, under the same name.
  private mutating func plainUnit(_ name: String, _ filters: Int, _ window: Window) {
    nested(name) { $0.convolution("conv", filters, window, rectifier: .relu) }
  }

  /// GoogLeNet: Szegedy et al. 2015, table 1.
  ///
  /// - Parameter isPapers: the paper's form: 5x5 convolutions where torchvision has 3x3, biases and response normalisation
  ///   (with AlexNet's constants) in place of batch normalisation, 3x3 in the last pooling, means of 5x5 places before the
  ///   auxiliary classifiers, and 0.4 dropped; 13,378,280 parameters with both of these, 6,998,552 without. Else
  ///   torchvision's, 13,004,888 and 6,624,904.
  mutating func googLeNet(_ outputs: Int, isPapers: Bool = false) {
    func unit(_ name: String, _ filters: Int, _ window: Window, _ builder: inout NetworkBuilder) {
      if isPapers { builder.plainUnit(name, filters, window) } else { builder.unit(name, filters, window) }
    }
    func normalized(_ name: String, _ builder: inout NetworkBuilder) {
      if isPapers { builder.responseNorm(name, size: 5, alpha: 5e-4, beta: 0.75, k: 2) }
    }
    unit("conv1", 64, Window(7, stride: 2, padding: .each(rows: 3, columns: 3)), &self)
    maximumPool("maxpool1", Window(3, stride: 2, roundsUp: true))
    normalized("norm1", &self)
    unit("conv2", 64, Window(1), &self)
    unit("conv3", 192, Window(3, padding: .same), &self)
    normalized("norm2", &self)
    maximumPool("maxpool2", Window(3, stride: 2, roundsUp: true))
    inception("inception3a", 64, 96, 128, 16, 32, 32, isPapers)
    inception("inception3b", 128, 128, 192, 32, 96, 64, isPapers)
    maximumPool("maxpool3", Window(3, stride: 2, roundsUp: true))
    inception("inception4a", 192, 96, 208, 16, 48, 64, isPapers)
    auxiliaryHead("aux1", outputs, isPapers)
    inception("inception4b", 160, 112, 224, 24, 64, 64, isPapers)
    inception("inception4c", 128, 128, 256, 24, 64, 64, isPapers)
    inception("inception4d", 112, 144, 288, 32, 64, 64, isPapers)
    auxiliaryHead("aux2", outputs, isPapers)
    inception("inception4e", 256, 160, 320, 32, 128, 128, isPapers)
    maximumPool("maxpool4", Window(isPapers ? 3 : 2, stride: 2, roundsUp: true))
    inception("inception5a", 256, 160, 320, 32, 128, 128, isPapers)
    inception("inception5b", 384, 192, 384, 48, 128, 128, isPapers)
    globalAverage("avgpool")
    dropout("dropout", rate: isPapers ? 0.4 : 0.2)
    linear("fc", outputs)
  }

  private mutating func inception(
    _ name: String, _ one: Int, _ reduce3: Int, _ three: Int, _ reduce5: Int, _ five: Int, _ pool: Int,
    _ isPapers: Bool
  ) {
    func unit(_ part: String, _ filters: Int, _ window: Window, _ builder: inout NetworkBuilder) {
      if isPapers {
        builder.plainUnit(name + part, filters, window)
      } else {
        builder.unit(name + part, filters, window)
      }
    }
    let same = Window(3, padding: .same)
    branches(
      name,
      [
        { unit(".branch1", one, Window(1), &$0) },
        {
          unit(".branch2.0", reduce3, Window(1), &$0)
          unit(".branch2.1", three, same, &$0)
        },
        {
          unit(".branch3.0", reduce5, Window(1), &$0)
          unit(".branch3.1", five, isPapers ? Window(5, padding: .same) : same, &$0)
        },
        {
          $0.maximumPool(name + ".branch4.0", Window(3, padding: .each(rows: 1, columns: 1)))
          unit(".branch4.1", pool, Window(1), &$0)
        },
      ])
  }

  /// The paper averages 5x5 places that lie 3 apart, which are 4 x 4 averages for 224 x 224 pictures; torchvision divides
  /// whatever map there is into 4 x 4 parts, uneven ones of 14 x 14.
  private mutating func auxiliaryHead(_ name: String, _ outputs: Int, _ isPapers: Bool) {
    auxiliary(name) {
      if isPapers {
        $0.averagePool("pool", Window(5, stride: 3))
        $0.plainUnit("conv", 128, Window(1))
      } else {
        $0.adaptiveAveragePool("pool", rows: 4, columns: 4)
        $0.unit("conv", 128, Window(1))
      }
      $0.flatten()
      $0.linear("fc1", 1024)
      $0.activation("relu", .relu)
      $0.dropout("dropout", rate: 0.7)
      $0.linear("fc2", outputs)
    }
  }

  /// Inception V3: Szegedy et al. 2016, table 1; torchvision's names. 27,161,264 parameters with the auxiliary classifier.
  mutating func inceptionV3(_ outputs: Int) {
    unit("Conv2d_1a_3x3", 32, Window(3, stride: 2))
    unit("Conv2d_2a_3x3", 32, Window(3))
    unit("Conv2d_2b_3x3", 64, Window(3, padding: .same))
    maximumPool("maxpool1", Window(3, stride: 2))
    unit("Conv2d_3b_1x1", 80, Window(1))
    unit("Conv2d_4a_3x3", 192, Window(3))
    maximumPool("maxpool2", Window(3, stride: 2))
    for (name, pool) in [("Mixed_5b", 32), ("Mixed_5c", 64), ("Mixed_5d", 64)] { inceptionA(name, pool) }
    inceptionB("Mixed_6a")
    for (name, channels) in [("Mixed_6b", 128), ("Mixed_6c", 160), ("Mixed_6d", 160), ("Mixed_6e", 192)] {
      inceptionC(name, channels)
    }
    auxiliary("AuxLogits") {
      $0.averagePool("pool", Window(5, stride: 3))
      $0.unit("conv0", 128, Window(1))
      $0.unit("conv1", 768, Window(5))
      $0.globalAverage("average")
      $0.linear("fc", outputs)
    }
    inceptionD("Mixed_7a")
    inceptionE("Mixed_7b")
    inceptionE("Mixed_7c")
    globalAverage("avgpool")
    dropout("dropout", rate: 0.5)
    linear("fc", outputs)
  }

  private mutating func pooled(_ name: String, _ filters: Int) {
    averagePool(name + ".pool", Window(3, padding: .each(rows: 1, columns: 1)))
    unit(name + ".branch_pool", filters, Window(1))
  }

  private mutating func inceptionA(_ name: String, _ pool: Int) {
    branches(
      name,
      [
        { $0.unit(name + ".branch1x1", 64, Window(1)) },
        {
          $0.unit(name + ".branch5x5_1", 48, Window(1))
          $0.unit(name + ".branch5x5_2", 64, Window(5, padding: .same))
        },
        {
          $0.unit(name + ".branch3x3dbl_1", 64, Window(1))
          $0.unit(name + ".branch3x3dbl_2", 96, Window(3, padding: .same))
          $0.unit(name + ".branch3x3dbl_3", 96, Window(3, padding: .same))
        },
        { $0.pooled(name, pool) },
      ])
  }

  private mutating func inceptionB(_ name: String) {
    branches(
      name,
      [
        { $0.unit(name + ".branch3x3", 384, Window(3, stride: 2)) },
        {
          $0.unit(name + ".branch3x3dbl_1", 64, Window(1))
          $0.unit(name + ".branch3x3dbl_2", 96, Window(3, padding: .same))
          $0.unit(name + ".branch3x3dbl_3", 96, Window(3, stride: 2))
        },
        { $0.maximumPool(name + ".pool", Window(3, stride: 2)) },
      ])
  }

  private mutating func inceptionC(_ name: String, _ channels: Int) {
    let (row, column) = (Window(1, 7, padding: .same), Window(7, 1, padding: .same))
    branches(
      name,
      [
        { $0.unit(name + ".branch1x1", 192, Window(1)) },
        {
          $0.unit(name + ".branch7x7_1", channels, Window(1))
          $0.unit(name + ".branch7x7_2", channels, row)
          $0.unit(name + ".branch7x7_3", 192, column)
        },
        {
          $0.unit(name + ".branch7x7dbl_1", channels, Window(1))
          $0.unit(name + ".branch7x7dbl_2", channels, column)
          $0.unit(name + ".branch7x7dbl_3", channels, row)
          $0.unit(name + ".branch7x7dbl_4", channels, column)
          $0.unit(name + ".branch7x7dbl_5", 192, row)
        },
        { $0.pooled(name, 192) },
      ])
  }

  private mutating func inceptionD(_ name: String) {
    branches(
      name,
      [
        {
          $0.unit(name + ".branch3x3_1", 192, Window(1))
          $0.unit(name + ".branch3x3_2", 320, Window(3, stride: 2))
        },
        {
          $0.unit(name + ".branch7x7x3_1", 192, Window(1))
          $0.unit(name + ".branch7x7x3_2", 192, Window(1, 7, padding: .same))
          $0.unit(name + ".branch7x7x3_3", 192, Window(7, 1, padding: .same))
          $0.unit(name + ".branch7x7x3_4", 192, Window(3, stride: 2))
        },
        { $0.maximumPool(name + ".pool", Window(3, stride: 2)) },
      ])
  }

  private mutating func inceptionE(_ name: String) {
    let (row, column) = (Window(1, 3, padding: .same), Window(3, 1, padding: .same))
    branches(
      name,
      [
        { $0.unit(name + ".branch1x1", 320, Window(1)) },
        {
          $0.unit(name + ".branch3x3_1", 384, Window(1))
          $0.branches(
            name + ".branch3x3_2",
            [
              { $0.unit(name + ".branch3x3_2a", 384, row) }, { $0.unit(name + ".branch3x3_2b", 384, column) },
            ])
        },
        {
          $0.unit(name + ".branch3x3dbl_1", 448, Window(1))
          $0.unit(name + ".branch3x3dbl_2", 384, Window(3, padding: .same))
          $0.branches(
            name + ".branch3x3dbl_3",
            [
              { $0.unit(name + ".branch3x3dbl_3a", 384, row) },
              { $0.unit(name + ".branch3x3dbl_3b", 384, column) },
            ])
        },
        { $0.pooled(name, 192) },
      ])
  }
}
