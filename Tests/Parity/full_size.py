"""Makes full_size.tsv: what PyTorch computes of whole picture networks whose weights are a formula.

    pip install torch torchvision timm numpy
    python full_size.py > full_size.tsv

No weights are stored: both sides fill them by `numbers`, rounded to float32. Here the arithmetic is in double
precision. A line is network, number of parameters, and every 10th logit of one picture; an auxiliary classifier of
training follows under its own name. Networks of torchvision and timm are theirs; the papers' own forms, which they
do not have, are written out below.
"""
import sys

import numpy as np
import timm
import torch
import torch.nn.functional as F
import torchvision
from torch import nn


def numbers(name, count):
    """-1 ..< 1: the name's FNV-1a hash and the place, mixed as in MurmurHash3's end."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h *= np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
    return (h >> np.uint32(8)).astype(np.float64) * 2.0**-23 - 1


def filled(name, shape):
    count = int(np.prod(shape))
    u = numbers(name, count)
    if name.endswith("running_var"):
        values = 1 + 0.3 * u
    elif name.endswith("running_mean") or name.endswith("bias"):
        values = 0.1 * u
    elif len(shape) == 1:
        values = 1 + 0.2 * u
    else:
        # Variance 1.5 / fan-in: rectified layers neither die nor grow without end.
        values = u * np.sqrt(4.5 / (count / shape[0]))
    return torch.from_numpy(values.astype(np.float32).astype(np.float64).reshape(shape))


def report(name, model, size, channels=3, auxiliary=False):
    model = model.double()
    state = {k: filled(k, v.shape) for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
    model.load_state_dict(state, strict=False)
    model.eval()
    parameters = sum(p.numel() for p in model.parameters())
    x = torch.from_numpy(numbers("picture", channels * size * size)).reshape(1, channels, size, size)
    with torch.no_grad():
        logits = model(x)[0]
    write(name, parameters, logits)
    if auxiliary:
        side = {}
        for part in ("aux1", "aux2", "AuxLogits"):
            if hasattr(model, part):
                getattr(model, part).register_forward_hook(lambda _, __, y, part=part: side.update({part: y[0]}))
        # As in training for the side ways, but by gathered statistics and without dropping anything.
        model.training = True
        with torch.no_grad():
            model(x)
        for part, values in side.items():
            write(f"{name}/{part}", parameters, values)


def write(name, parameters, logits):
    chosen = logits[::10] if len(logits) > 100 else logits
    print(name, parameters, " ".join(f"{v:.9g}" for v in chosen.tolist()), sep="\t", flush=True)
    print(name, parameters, f"{logits.std():.3g}", file=sys.stderr)


class LeNet5(nn.Module):
    """LeNet-5 as it is mostly built today: every map of C3 sees all six, and averages have nothing to learn."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv3 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc5, self.fc6, self.fc7 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv3(x)), 2).flatten(1)
        return self.fc7(torch.tanh(self.fc6(torch.tanh(self.fc5(x)))))


class LeNet5Paper(nn.Module):
    """LeCun et al. 1998, section II.B: averages with a gain and a bias, C3 by table I, 10 units in place of the RBFs."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv3 = Partial()
        self.fc5, self.fc6, self.fc7 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)
        self.pool2, self.pool4 = Subsampling(6), Subsampling(16)

    def forward(self, x):
        x = self.pool2(torch.tanh(self.conv1(x)))
        x = torch.tanh(self.conv3(x))
        x = self.pool4(x).flatten(1)
        return self.fc7(torch.tanh(self.fc6(torch.tanh(self.fc5(x)))))


class Partial(nn.Module):
    """A 5x5 convolution whose maps see only some of the six before: one kernel a connection, in table I's order."""

    TABLE = [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5], [0, 1, 2, 3], [1, 2, 3, 4],
             [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5], [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5],
             [0, 1, 2, 3, 4, 5]]

    def __init__(self):
        super().__init__()
        pairs = [(o, i) for o, inputs in enumerate(self.TABLE) for i in inputs]
        self.outputs, self.inputs = zip(*pairs)
        self.weight, self.bias = nn.Parameter(torch.zeros(len(pairs), 5, 5)), nn.Parameter(torch.zeros(16))

    def forward(self, x):
        weight = self.weight.new_zeros(16, 6, 5, 5)
        weight[self.outputs, self.inputs] = self.weight
        return F.conv2d(x, weight, self.bias)


class Subsampling(nn.Module):
    def __init__(self, maps):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(maps)), nn.Parameter(torch.zeros(maps))

    def forward(self, x):
        return torch.tanh(F.avg_pool2d(x, 2) * self.weight.view(1, -1, 1, 1) + self.bias.view(1, -1, 1, 1))


class AlexNetPaper(nn.Module):
    """Krizhevsky et al. 2012: two groups, response normalisation k 2, n 5, alpha 1e-4 a channel, beta 0.75."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, 4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2, groups=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1, groups=2)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1, groups=2)
        self.fc6, self.fc7, self.fc8 = nn.Linear(9216, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000)

    def forward(self, x):
        def normalised(x):
            # PyTorch divides alpha by n.
            return F.local_response_norm(x, 5, 5e-4, 0.75, 2.0)
        x = F.max_pool2d(normalised(F.relu(self.conv1(x))), 3, 2)
        x = F.max_pool2d(normalised(F.relu(self.conv2(x))), 3, 2)
        x = F.relu(self.conv4(F.relu(self.conv3(x))))
        x = F.max_pool2d(F.relu(self.conv5(x)), 3, 2).flatten(1)
        return self.fc8(F.relu(self.fc7(F.relu(self.fc6(x)))))


class ZFNet(nn.Module):
    """Zeiler and Fergus 2014, figure 3."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 7, 2, 1)
        self.conv2 = nn.Conv2d(96, 256, 5, 2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.fc6, self.fc7, self.fc8 = nn.Linear(9216, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000)

    def forward(self, x):
        def normalised(x):
            return F.local_response_norm(x, 5, 1e-4, 0.75, 2.0)
        x = normalised(F.max_pool2d(F.relu(self.conv1(x)), 3, 2, 1))
        x = normalised(F.max_pool2d(F.relu(self.conv2(x)), 3, 2, 1))
        x = F.relu(self.conv5(F.relu(self.conv4(F.relu(self.conv3(x))))))
        x = F.max_pool2d(x, 3, 2).flatten(1)
        return self.fc8(F.relu(self.fc7(F.relu(self.fc6(x)))))


class Convolved(nn.Module):
    """A convolution with a bias, rectified."""

    def __init__(self, inputs, outputs, size, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, size, stride, size // 2)

    def forward(self, x):
        return F.relu(self.conv(x))


class InceptionPaper(nn.Module):
    def __init__(self, inputs, one, reduce3, three, reduce5, five, pool):
        super().__init__()
        self.branch1 = Convolved(inputs, one, 1)
        self.branch2 = nn.Sequential(Convolved(inputs, reduce3, 1), Convolved(reduce3, three, 3))
        self.branch3 = nn.Sequential(Convolved(inputs, reduce5, 1), Convolved(reduce5, five, 5))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), Convolved(inputs, pool, 1))

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class SidePaper(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.conv = Convolved(inputs, 128, 1)
        self.fc1, self.fc2 = nn.Linear(2048, 1024), nn.Linear(1024, 1000)

    def forward(self, x):
        x = self.conv(F.avg_pool2d(x, 5, 3)).flatten(1)
        return self.fc2(F.relu(self.fc1(x)))


class GoogLeNetPaper(nn.Module):
    """Szegedy et al. 2015, table 1: 5x5, biases, response normalisation as in AlexNet, no batch normalisation."""

    def __init__(self):
        super().__init__()
        self.conv1 = Convolved(3, 64, 7, 2)
        self.conv2, self.conv3 = Convolved(64, 64, 1), Convolved(64, 192, 3)
        self.inception3a = InceptionPaper(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = InceptionPaper(256, 128, 128, 192, 32, 96, 64)
        self.inception4a = InceptionPaper(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = InceptionPaper(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = InceptionPaper(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = InceptionPaper(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = InceptionPaper(528, 256, 160, 320, 32, 128, 128)
        self.inception5a = InceptionPaper(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = InceptionPaper(832, 384, 192, 384, 48, 128, 128)
        self.aux1, self.aux2 = SidePaper(512), SidePaper(528)
        self.fc = nn.Linear(1024, 1000)

    def forward(self, x):
        def pooled(x):
            return F.max_pool2d(x, 3, 2, ceil_mode=True)

        def normalised(x):
            return F.local_response_norm(x, 5, 5e-4, 0.75, 2.0)
        x = normalised(pooled(self.conv1(x)))
        x = pooled(normalised(self.conv3(self.conv2(x))))
        x = pooled(self.inception3b(self.inception3a(x)))
        x = self.inception4a(x)
        if self.training:
            self.aux1(x)
        x = self.inception4d(self.inception4c(self.inception4b(x)))
        if self.training:
            self.aux2(x)
        x = pooled(self.inception4e(x))
        x = self.inception5b(self.inception5a(x))
        return self.fc(x.mean((2, 3)))


class ResNet20(nn.Module):
    """He et al. 2016, section 4.2, n = 3; where maps become more, a 1x1 convolution beside them."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)
        self.layer1, self.layer2, self.layer3 = self.stage(16, 16, 1), self.stage(16, 32, 2), self.stage(32, 64, 2)
        self.fc = nn.Linear(64, 10)

    @staticmethod
    def stage(inputs, outputs, stride):
        block, beside = torchvision.models.resnet.BasicBlock, None
        if stride > 1:
            beside = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
        return nn.Sequential(
            block(inputs, outputs, stride, beside), block(outputs, outputs), block(outputs, outputs))

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


def stride_first(model):
    """He et al. 2016: a bottleneck's stride in its first 1x1 convolution."""
    for block in model.modules():
        if isinstance(block, torchvision.models.resnet.Bottleneck):
            block.conv1.stride, block.conv2.stride = block.conv2.stride, (1, 1)
    return model


models = torchvision.models
torch.set_num_threads(1)
report("lenet-5", LeNet5(), 28, channels=1)
report("lenet-5-paper", LeNet5Paper(), 28, channels=1)
report("alexnet", models.alexnet(), 224)
report("alexnet-paper", AlexNetPaper(), 227)
report("zfnet", ZFNet(), 224)
report("vgg16", models.vgg16(), 224)
report("vgg19", models.vgg19(), 224)
report("googlenet", models.googlenet(init_weights=False), 224, auxiliary=True)
report("googlenet-paper", GoogLeNetPaper(), 224, auxiliary=True)
report("resnet18", models.resnet18(), 224)
report("resnet34", models.resnet34(), 224)
report("resnet50", models.resnet50(), 224)
report("resnet50-paper", stride_first(models.resnet50()), 224)
report("resnet101", models.resnet101(), 224)
report("resnet101-paper", stride_first(models.resnet101()), 224)
report("resnet152", models.resnet152(), 224)
report("resnet152-paper", stride_first(models.resnet152()), 224)
report("resnet20-cifar", ResNet20(), 32)
report("squeezenet1-0", models.squeezenet1_0(), 224)
report("inception-v3", models.inception_v3(init_weights=False), 299, auxiliary=True)
report("xception", timm.create_model("legacy_xception"), 299)
