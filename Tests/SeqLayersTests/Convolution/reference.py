"""What PyTorch makes of small convolutions, poolings and normalisations, in double precision.

    python reference.py > reference.tsv

Every array is sin(s * (1, 2, 3, ...)) in PyTorch's order: pictures s = 0.5, weights 0.3, biases 0.7, gains 1.1; the loss
is the sum of the outputs times sin(0.9 * (1, 2, ...)). A line is the case, the array, and its numbers.
"""
import math
import torch
import torch.nn.functional as F


def ramp(shape, s):
    n = math.prod(shape)
    return torch.tensor([math.sin(s * (i + 1)) for i in range(n)], dtype=torch.float64).view(shape)


def show(name, what, array):
    print(name, what, " ".join(f"{v:.9g}" for v in array.detach().flatten().tolist()), sep="\t")


def case(name, shape, function, **parameters):
    x = ramp(shape, 0.5).requires_grad_()
    p = {k: v.requires_grad_() for k, v in parameters.items()}
    y = function(x, **p)
    (y * ramp(y.shape, 0.9)).sum().backward()
    show(name, "output", y)
    show(name, "input", x.grad)
    for k, v in p.items():
        show(name, k, v.grad)


def convolution(name, shape, out, kernel, **options):
    groups = options.get("groups", 1)
    w = ramp((out, shape[1] // groups, *kernel), 0.3)
    b = ramp((out,), 0.7)
    f = F.conv1d if len(shape) == 3 else F.conv2d
    case(name, shape, lambda x, weight, bias: f(x, weight, bias, **options), weight=w, bias=b)


convolution("conv valid", (2, 3, 6, 5), 4, (3, 3))
convolution("conv stride 2 padding 1", (2, 3, 7, 6), 4, (3, 3), stride=2, padding=1)
convolution("conv dilation 2 same", (1, 2, 6, 5), 3, (3, 3), dilation=2, padding="same")
convolution("conv 5x2 same", (2, 2, 6, 5), 3, (5, 2), padding="same")
convolution("conv groups", (2, 4, 5, 6), 6, (3, 3), groups=2, padding=1)
convolution("conv depthwise", (2, 5, 6, 5), 5, (3, 3), groups=5, stride=2, padding=1)
convolution("conv multiplied depthwise", (1, 3, 5, 5), 6, (3, 3), groups=3)
convolution("conv 1x1", (2, 5, 3, 4), 7, (1, 1))
convolution("conv 1x1 stride 2", (2, 5, 5, 4), 3, (1, 1), stride=2)
convolution("conv 7x7", (1, 3, 13, 12), 2, (7, 7), stride=2, padding=3)


def padded(x, kernel, stride):
    """TensorFlow's "same" padding, as timm's Conv2dSame adds it: ceil(size / stride) places, the odd one at the end."""
    pads = []
    for size, k in zip(reversed(x.shape[2:]), reversed(kernel)):
        total = max((math.ceil(size / stride) - 1) * stride + k - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


def convolution_same(name, shape, out, kernel, stride, groups=1):
    w = ramp((out, shape[1] // groups, *kernel), 0.3)
    b = ramp((out,), 0.7)
    case(name, shape, lambda x, weight, bias: F.conv2d(padded(x, kernel, stride), weight, bias, stride, groups=groups),
         weight=w, bias=b)


# Odd sizes want as many places before as after, even ones one more after.
convolution_same("conv TensorFlow-same odd", (2, 3, 7, 9), 4, (3, 3), 2)
convolution_same("conv TensorFlow-same even", (2, 3, 8, 6), 4, (3, 3), 2)
convolution_same("conv TensorFlow-same 5x2", (1, 2, 7, 6), 3, (5, 2), 2)
convolution_same("conv TensorFlow-same depthwise", (2, 4, 6, 7), 4, (5, 5), 2, groups=4)
convolution("conv1d", (2, 3, 9), 4, (3,), stride=2, padding=1)
convolution("conv1d dilated groups", (2, 4, 9), 4, (3,), dilation=2, groups=2)
shape = (2, 3, 7, 6)
case("max", shape, lambda x: F.max_pool2d(x, 3, 2, 1))
case("max ceil", shape, lambda x: F.max_pool2d(x, 3, 2, 0, ceil_mode=True))
case("average", shape, lambda x: F.avg_pool2d(x, 3, 2, 1))
case("average ceil", shape, lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True))
case("average ceil without padding", shape,
     lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False))
case("global", shape, lambda x: F.adaptive_avg_pool2d(x, 1))
case("adaptive average", shape, lambda x: F.adaptive_avg_pool2d(x, (4, 4)))
case("adaptive average, wider", shape, lambda x: F.adaptive_avg_pool2d(x, (3, 8)))
case("flatten", shape, lambda x: x.flatten(1))
case("lrn", (2, 7, 2, 3), lambda x: F.local_response_norm(x, 5, 0.3, 0.75, 2.0))
case("batch norm relu", (2, 3, 3, 4), lambda x, weight, bias: F.relu(F.batch_norm(x, None, None, weight, bias, True)),
     weight=ramp((3,), 1.1), bias=ramp((3,), 0.7))
mean, var = torch.tensor([0.1, -0.2, 0.3], dtype=torch.float64), torch.tensor([0.5, 1.5, 2.5], dtype=torch.float64)
case("batch norm fixed", (2, 3, 3, 4),
     lambda x, weight, bias: F.batch_norm(x, mean, var, weight, bias, False, eps=1e-3),
     weight=ramp((3,), 1.1), bias=ramp((3,), 0.7))
layer = torch.nn.BatchNorm2d(3).double()
for _ in range(2):
    layer(ramp((2, 3, 3, 4), 0.5))
show("running", "mean", layer.running_mean)
show("running", "variance", layer.running_var)
