#!/usr/bin/python3
"""Computes the reference outputs in tests/data/networks.

Writes the networks down once more, as modules of PyTorch in the form in which they were published
(DenseNet-121, ResNet-18, VGG-16 and Inception-v3 are torchvision's own), fills them by a formula of the tensors' names, and runs them in
double precision without folding anything. The tests compare the exported .onnx with the result.

Tensor "NAME", element i: h = FNV-1a (64 bit) of NAME; z = splitmix64 of h + i; u = the upper 24 bits of
z, scaled to -1 up to 1. Then weights of two axes or more are u * sqrt(6 / fan in), "running_var" is
0.8 + 0.4 u, a batch norm's "weight", all gains and BReG-NeXt's "_a" and "_c" are 1 + u / 4, "running_mean" and biases are u / 10.
The last batch norms of SENet's blocks, "layerN.M.bn3.weight", have half of that: else each block doubles the
values until the gates turn rounding errors into differences of a twentieth, in single precision in PyTorch, too.
The picture is u of the tensor "picture", 2 x 3 x 64 rows x 72 columns (80 x 88 for the Inception networks, which
take none so small).

Prints each network's number of parameters, too, for the counts in networks_test.cpp.

usage: make_references.py OUTPUT_FOLDER [NETWORK...]
Needs Debian's python3-torch and python3-torchvision.
"""

import pathlib
import sys

import numpy as np
import torch
import torchvision
from torch import nn
from torch.nn import functional

CLASSES = 8


def uniform(name, shape):
    """-1 up to 1 by the formula above."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % 2**64
    z = np.arange(int(np.prod(shape)), dtype=np.uint64) + np.uint64(seed)
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    u = (z >> np.uint64(40)).astype(np.float64) / 2**23 - 1
    return torch.from_numpy(u).reshape(shape)


def tensor(name, shape):
    u = uniform(name, shape)
    if name.endswith(("gain", "._a", "._c")):
        values = 1 + u / 4
    elif len(shape) > 1:
        values = u * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith("running_var"):
        values = 0.8 + 0.4 * u
    elif name.endswith(".weight"):
        values = 1 + u / 4
        if name.startswith("layer") and name.endswith(".bn3.weight"):
            values = values / 2
    else:
        values = u / 10
    return values.float().double()


class SameConv(nn.Conv2d):
    """TensorFlow's "same" padding."""

    def padded(self, x):
        pads = []
        for length, kernel, stride in zip(x.shape[2:], self.kernel_size, self.stride):
            total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
            pads = [total // 2, total - total // 2] + pads
        return functional.pad(x, pads)

    def forward(self, x):
        return super().forward(self.padded(x))


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.order = []
        self.add("conv1", SameConv(3, 32, 3, 2, bias=False))
        inside = 32
        outs = [64, 128, 128, 256, 256] + [512] * 6 + [1024] * 2
        strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1]
        for i, (out, stride) in enumerate(zip(outs, strides), 1):
            self.add(f"conv_dw_{i}", SameConv(inside, inside, 3, stride, groups=inside, bias=False))
            self.add(f"conv_pw_{i}", nn.Conv2d(inside, out, 1, bias=False))
            inside = out
        self.conv_preds = nn.Linear(1024, CLASSES)

    def add(self, name, convolution):
        self.order.append(name)
        self.add_module(name, convolution)
        self.add_module(name + "_bn", nn.BatchNorm2d(convolution.out_channels, eps=1e-3))

    def features(self, x):
        for name in self.order:
            x = functional.relu6(getattr(self, name + "_bn")(getattr(self, name)(x)))
        return x.mean((2, 3))

    def classify(self, features):
        return self.conv_preds(features)


class EfficientNetSqueeze(nn.Module):
    def __init__(self, channels, reduced):
        super().__init__()
        self.conv_reduce = nn.Conv2d(channels, reduced, 1)
        self.conv_expand = nn.Conv2d(reduced, channels, 1)

    def forward(self, x):
        gate = functional.silu(self.conv_reduce(x.mean((2, 3), keepdim=True)))
        return x * torch.sigmoid(self.conv_expand(gate))


def tf_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3)


class DepthwiseSeparable(nn.Module):
    def __init__(self, inside, out, kernel, stride):
        super().__init__()
        self.conv_dw = SameConv(inside, inside, kernel, stride, groups=inside, bias=False)
        self.bn1 = tf_norm(inside)
        self.se = EfficientNetSqueeze(inside, inside // 4)
        self.conv_pw = nn.Conv2d(inside, out, 1, bias=False)
        self.bn2 = tf_norm(out)

    def forward(self, x):
        return self.bn2(self.conv_pw(self.se(functional.silu(self.bn1(self.conv_dw(x))))))


class InvertedResidual(nn.Module):
    def __init__(self, inside, out, kernel, stride):
        super().__init__()
        wide = inside * 6
        self.skips = stride == 1 and inside == out
        self.conv_pw = nn.Conv2d(inside, wide, 1, bias=False)
        self.bn1 = tf_norm(wide)
        self.conv_dw = SameConv(wide, wide, kernel, stride, groups=wide, bias=False)
        self.bn2 = tf_norm(wide)
        self.se = EfficientNetSqueeze(wide, inside // 4)
        self.conv_pwl = nn.Conv2d(wide, out, 1, bias=False)
        self.bn3 = tf_norm(out)

    def forward(self, x):
        y = functional.silu(self.bn1(self.conv_pw(x)))
        y = self.se(functional.silu(self.bn2(self.conv_dw(y))))
        y = self.bn3(self.conv_pwl(y))
        return x + y if self.skips else y


class EfficientNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_stem = SameConv(3, 32, 3, 2, bias=False)
        self.bn1 = tf_norm(32)
        stages = [nn.Sequential(DepthwiseSeparable(32, 16, 3, 1))]
        inside = 16
        for repeats, kernel, stride, out in [(2, 3, 2, 24), (2, 5, 2, 40), (3, 3, 2, 80),
                                             (3, 5, 1, 112), (4, 5, 2, 192), (1, 3, 1, 320)]:
            blocks = []
            for i in range(repeats):
                blocks.append(InvertedResidual(inside, out, kernel, stride if i == 0 else 1))
                inside = out
            stages.append(nn.Sequential(*blocks))
        self.blocks = nn.Sequential(*stages)
        self.conv_head = nn.Conv2d(320, 1280, 1, bias=False)
        self.bn2 = tf_norm(1280)
        self.classifier = nn.Linear(1280, CLASSES)

    def features(self, x):
        x = self.blocks(functional.silu(self.bn1(self.conv_stem(x))))
        return functional.silu(self.bn2(self.conv_head(x))).mean((2, 3))

    def classify(self, features):
        return self.classifier(features)


class ConvNorm(nn.Module):
    def __init__(self, inside, out, kernel=1, stride=1, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(inside, out, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(out)

    def forward(self, x):
        return self.bn(self.conv(x))


class RexNetSqueeze(nn.Module):
    def __init__(self, channels):
        super().__init__()
        reduced = int(channels / 12)
        self.fc1 = nn.Conv2d(channels, reduced, 1)
        self.bn = nn.BatchNorm2d(reduced)
        self.fc2 = nn.Conv2d(reduced, channels, 1)

    def forward(self, x):
        gate = functional.relu(self.bn(self.fc1(x.mean((2, 3), keepdim=True))))
        return x * torch.sigmoid(self.fc2(gate))


class LinearBottleneck(nn.Module):
    def __init__(self, inside, out, expansion, stride, squeezes):
        super().__init__()
        self.inside = inside
        self.skips = stride == 1 and inside <= out
        wide = inside * expansion
        self.conv_exp = ConvNorm(inside, wide) if expansion > 1 else None
        self.conv_dw = ConvNorm(wide, wide, 3, stride, wide)
        self.se = RexNetSqueeze(wide) if squeezes else nn.Identity()
        self.conv_pwl = ConvNorm(wide, out)

    def forward(self, x):
        y = x if self.conv_exp is None else functional.silu(self.conv_exp(x))
        y = self.conv_pwl(functional.relu6(self.se(self.conv_dw(y))))
        if self.skips:
            y = torch.cat([y[:, :self.inside] + x, y[:, self.inside:]], dim=1)
        return y


class RexNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(3, 48, 3, 2)
        repeats = [1, 2, 2, 3, 3, 5]
        blocks = []
        inside = 48
        for stage, (repeat, stage_stride) in enumerate(zip(repeats, [1, 2, 2, 2, 1, 2])):
            for i in range(repeat):
                out = round((16 + 180 / 16 * len(blocks)) * 1.5)
                blocks.append(LinearBottleneck(inside, out, 6 if stage else 1,
                                               1 if i else stage_stride, stage > 1))
                inside = out
        # The last member of "features" is the convolution before the pool.
        self.add_module("features", nn.Sequential(*blocks, ConvNorm(inside, 1920)))
        self.head = nn.Module()
        self.head.fc = nn.Linear(1920, CLASSES)


def rexnet_features(network, x):
    x = functional.silu(network.stem(x))
    return functional.silu(network.features(x)).mean((2, 3))


def resnet_features(network, x):
    body = list(network.children())[:-1]
    return nn.Sequential(*body)(x).flatten(1)


class Squeeze(nn.Module):
    def __init__(self, channels, reduced):
        super().__init__()
        self.fc1 = nn.Conv2d(channels, reduced, 1)
        self.fc2 = nn.Conv2d(reduced, channels, 1)

    def forward(self, x):
        gate = functional.relu(self.fc1(x.mean((2, 3), keepdim=True)))
        return x * torch.sigmoid(self.fc2(gate))


class SENetBlock(nn.Module):
    def __init__(self, inside, planes, stride):
        super().__init__()
        out = planes * 4
        self.conv1 = nn.Conv2d(inside, planes, 1, stride, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, out, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(out)
        self.se_module = Squeeze(out, out // 16)
        self.downsample = nn.Identity() if inside == out else nn.Sequential(
            nn.Conv2d(inside, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        y = functional.relu(self.bn2(self.conv2(y)))
        y = self.se_module(self.bn3(self.conv3(y)))
        return functional.relu(y + self.downsample(x))


class SENet(nn.Module):
    def __init__(self, classes=CLASSES):
        super().__init__()
        self.layer0 = nn.Sequential()
        self.layer0.add_module("conv1", nn.Conv2d(3, 64, 7, 2, 3, bias=False))
        self.layer0.add_module("bn1", nn.BatchNorm2d(64))
        inside = 64
        for number, (planes, count) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], 1):
            blocks = []
            for i in range(count):
                blocks.append(SENetBlock(inside, planes, 2 if number > 1 and i == 0 else 1))
                inside = planes * 4
            self.add_module(f"layer{number}", nn.Sequential(*blocks))
        self.last_linear = nn.Linear(2048, classes)

    def features(self, x):
        x = functional.relu(self.layer0(x))
        x = functional.max_pool2d(x, 3, 2, ceil_mode=True)
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3))

    def classify(self, features):
        return self.last_linear(features)


class StandardisedConv(SameConv):
    """Scaled weight standardisation, as a batch norm over the weights."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.gain = nn.Parameter(torch.ones(self.out_channels, 1, 1, 1))

    def forward(self, x):
        rows = self.weight.reshape(1, self.out_channels, -1)
        scale = self.gain.flatten() * self.weight[0].numel() ** -0.5
        weight = functional.batch_norm(rows, None, None, scale, training=True, momentum=0, eps=1e-5)
        return functional.conv2d(self.padded(x), weight.reshape_as(self.weight), self.bias,
                                 self.stride, groups=self.groups)


def gamma_gelu(x):
    return functional.gelu(x) * 1.7015043497085571


class Downsample(nn.Module):
    def __init__(self, inside, out, stride):
        super().__init__()
        self.stride = stride
        self.conv = StandardisedConv(inside, out, 1)

    def forward(self, x):
        if self.stride > 1:
            x = functional.avg_pool2d(x, 2, self.stride, ceil_mode=True, count_include_pad=False)
        return self.conv(x)


class NormFreeBlock(nn.Module):
    def __init__(self, inside, out, stride, beta):
        super().__init__()
        middle = out // 2
        groups = middle // 128
        self.beta = beta
        self.downsample = Downsample(inside, out, stride) if stride > 1 or inside != out else None
        self.conv1 = StandardisedConv(inside, middle, 1)
        self.conv2 = StandardisedConv(middle, middle, 3, stride, groups=groups)
        self.conv2b = StandardisedConv(middle, middle, 3, groups=groups)
        self.conv3 = StandardisedConv(middle, out, 1)
        self.attn_last = Squeeze(out, out // 2)
        self.skipinit_gain = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        y = gamma_gelu(x) * self.beta
        shortcut = x if self.downsample is None else self.downsample(y)
        y = self.conv2(gamma_gelu(self.conv1(y)))
        y = self.conv3(gamma_gelu(self.conv2b(gamma_gelu(y))))
        y = 2 * self.attn_last(y)
        return y * self.skipinit_gain * 0.2 + shortcut


class NormFreeNet(nn.Module):
    def __init__(self, classes=CLASSES):
        super().__init__()
        self.stem = nn.Module()
        inside = 3
        for i, (out, stride) in enumerate([(16, 2), (32, 1), (64, 1), (128, 2)], 1):
            self.stem.add_module(f"conv{i}", StandardisedConv(inside, out, 3, stride))
            inside = out
        stages = []
        variance = 1.0
        for out, count, stride in [(256, 1, 1), (512, 2, 2), (1536, 6, 2), (1536, 3, 2)]:
            blocks = []
            for i in range(count):
                blocks.append(NormFreeBlock(inside, out, 1 if i else stride, variance ** -0.5))
                if i == 0:
                    variance = 1.0
                variance += 0.2 ** 2
                inside = out
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.Sequential(*stages)
        self.final_conv = StandardisedConv(inside, 3072, 1)
        self.head = nn.Module()
        self.head.fc = nn.Linear(3072, classes)


def nfnet_features(network, x):
    x = network.stem.conv1(x)
    for convolution in (network.stem.conv2, network.stem.conv3, network.stem.conv4):
        x = convolution(gamma_gelu(x))
    return gamma_gelu(network.final_conv(network.stages(x))).mean((2, 3))


class BasicConv(nn.Module):
    """Convolution, batch norm as in TensorFlow, ReLU."""

    def __init__(self, inside, out, kernel=1, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(inside, out, kernel, stride, padding, bias=False)
        self.bn = tf_norm(out)

    def forward(self, x):
        return functional.relu(self.bn(self.conv(x)))


class FaceNetResidual(nn.Module):
    def __init__(self, channels, share, branches, relu=True):
        super().__init__()
        self.share = share
        self.relu = relu
        self.count = len(branches)
        for i, branch in enumerate(branches):
            self.add_module(f"branch{i}", branch)
        joined = {256: 96, 896: 256, 1792: 384}[channels]
        self.conv2d = nn.Conv2d(joined, channels, 1)

    def forward(self, x):
        joined = torch.cat([getattr(self, f"branch{i}")(x) for i in range(self.count)], 1)
        y = self.conv2d(joined) * self.share + x
        return functional.relu(y) if self.relu else y


def block35():
    return FaceNetResidual(256, 0.17, [
        BasicConv(256, 32),
        nn.Sequential(BasicConv(256, 32), BasicConv(32, 32, 3, 1, 1)),
        nn.Sequential(BasicConv(256, 32), BasicConv(32, 32, 3, 1, 1), BasicConv(32, 32, 3, 1, 1))])


def block17():
    return FaceNetResidual(896, 0.1, [
        BasicConv(896, 128),
        nn.Sequential(BasicConv(896, 128), BasicConv(128, 128, (1, 7), 1, (0, 3)),
                      BasicConv(128, 128, (7, 1), 1, (3, 0)))])


def block8(share, relu):
    return FaceNetResidual(1792, share, [
        BasicConv(1792, 192),
        nn.Sequential(BasicConv(1792, 192), BasicConv(192, 192, (1, 3), 1, (0, 1)),
                      BasicConv(192, 192, (3, 1), 1, (1, 0)))], relu)


class Reduction(nn.Module):
    def __init__(self, branches):
        super().__init__()
        for i, branch in enumerate(branches):
            self.add_module(f"branch{i}", branch)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.children()]
                         + [functional.max_pool2d(x, 3, 2)], 1)


class FaceNet(nn.Module):
    def __init__(self, classes=CLASSES):
        super().__init__()
        self.conv2d_1a = BasicConv(3, 32, 3, 2)
        self.conv2d_2a = BasicConv(32, 32, 3)
        self.conv2d_2b = BasicConv(32, 64, 3, 1, 1)
        self.conv2d_3b = BasicConv(64, 80)
        self.conv2d_4a = BasicConv(80, 192, 3)
        self.conv2d_4b = BasicConv(192, 256, 3, 2)
        self.repeat_1 = nn.Sequential(*[block35() for _ in range(5)])
        self.mixed_6a = Reduction([
            BasicConv(256, 384, 3, 2),
            nn.Sequential(BasicConv(256, 192), BasicConv(192, 192, 3, 1, 1), BasicConv(192, 256, 3, 2))])
        self.repeat_2 = nn.Sequential(*[block17() for _ in range(10)])
        self.mixed_7a = Reduction([
            nn.Sequential(BasicConv(896, 256), BasicConv(256, 384, 3, 2)),
            nn.Sequential(BasicConv(896, 256), BasicConv(256, 256, 3, 2)),
            nn.Sequential(BasicConv(896, 256), BasicConv(256, 256, 3, 1, 1), BasicConv(256, 256, 3, 2))])
        self.repeat_3 = nn.Sequential(*[block8(0.2, True) for _ in range(5)])
        self.block8 = block8(1.0, False)
        self.last_linear = nn.Linear(1792, 512, bias=False)
        self.last_bn = nn.BatchNorm1d(512, eps=1e-3)
        self.logits = nn.Linear(512, classes)

    def features(self, x):
        x = self.conv2d_2b(self.conv2d_2a(self.conv2d_1a(x)))
        x = self.conv2d_3b(functional.max_pool2d(x, 3, 2))
        x = self.conv2d_4b(self.conv2d_4a(x))
        x = self.mixed_7a(self.repeat_2(self.mixed_6a(self.repeat_1(x))))
        x = self.block8(self.repeat_3(x)).mean((2, 3))
        return self.last_bn(self.last_linear(x))

    def classify(self, features):
        return self.logits(features)


def inception(classes=CLASSES):
    return torchvision.models.inception_v3(num_classes=classes, aux_logits=False,
                                           transform_input=False, init_weights=False)


def inception_features(network, x):
    classifier, network.fc = network.fc, nn.Identity()
    features = network(x)
    network.fc = classifier
    return features


def vgg_features(network, x):
    x = network.avgpool(network.features(x)).flatten(1)
    return network.classifier[:6](x)


def resnet(classes=CLASSES):
    return torchvision.models.resnet18(num_classes=classes)


class Shortcut(nn.Module):
    def __init__(self):
        super().__init__()
        self._a = nn.Parameter(torch.ones(1))
        self._c = nn.Parameter(torch.ones(1))

    def forward(self, x):
        length = torch.sqrt(self._c ** 2 + 1)
        return torch.atan(self._a * x / length) / (self._a * length)


class BregLayer(nn.Module):
    def __init__(self, inside, out, stride):
        super().__init__()
        self.stride = stride
        self.missing = out - inside
        self._conv0 = nn.Conv2d(inside, out, 3, stride, 1)
        self._conv1 = nn.Conv2d(out, out, 3, 1, 1)
        self._shortcut = Shortcut()
        self._batchnorm_conv0 = nn.BatchNorm2d(inside)
        self._batchnorm_conv1 = nn.BatchNorm2d(out)

    def forward(self, x):
        y = self._conv0(functional.elu(self._batchnorm_conv0(x)))
        y = self._conv1(functional.elu(self._batchnorm_conv1(y)))
        shortcut = self._shortcut(x)
        if self.stride > 1:
            shortcut = functional.avg_pool2d(shortcut, self.stride)
        half = self.missing // 2
        return y + functional.pad(shortcut, (0, 0, 0, 0, half, self.missing - half))


class BregNext(nn.Module):
    def __init__(self, classes=CLASSES):
        super().__init__()
        self._conv0 = nn.Conv2d(3, 32, 3, 1, 1)
        stages = []
        inside = 32
        for count, out, stride in [(7, 32, 1), (1, 64, 2), (8, 64, 1), (1, 128, 2), (7, 128, 1)]:
            layers = []
            for _ in range(count):
                layers.append(BregLayer(inside, out, stride))
                inside = out
            stage = nn.Module()
            stage._layer_stack = nn.Sequential(*layers)
            stages.append(stage)
        self._model = nn.Sequential(*stages, nn.BatchNorm2d(128))
        self._fc0 = nn.Linear(128, classes)


def breg_features(network, x):
    x = network._conv0(x)
    for stage in list(network._model)[:-1]:
        x = stage._layer_stack(x)
    return functional.elu(network._model[-1](x)).mean((2, 3))


def densenet(classes=CLASSES):
    return torchvision.models.densenet121(num_classes=classes)


def densenet_features(network, x):
    return functional.relu(network.features(x)).mean((2, 3))


def vgg(classes=CLASSES):
    return torchvision.models.vgg16(num_classes=classes, init_weights=False)


NETWORKS = {
    "mobilenet-v1": (MobileNet, MobileNet.features, MobileNet.classify),
    "efficientnet-b0": (EfficientNet, EfficientNet.features, EfficientNet.classify),
    "rexnet-150": (RexNet, rexnet_features, lambda n, f: n.head.fc(f)),
    "breg-next-50": (BregNext, breg_features, lambda n, f: n._fc0(f)),
    "densenet-121": (densenet, densenet_features, lambda n, f: n.classifier(f)),
    "resnet18": (resnet, resnet_features, lambda n, f: n.fc(f)),
    "inception-v3": (inception, inception_features, lambda n, f: n.fc(f)),
    "inception-resnet-v1": (FaceNet, FaceNet.features, FaceNet.classify),
    "senet50": (SENet, SENet.features, SENet.classify),
    "nfnet-f0": (NormFreeNet, nfnet_features, lambda n, f: n.head.fc(f)),
    "vgg16": (vgg, vgg_features, lambda n, f: n.classifier[6](f)),
}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    target = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:]
    target.mkdir(parents=True, exist_ok=True)
    for name, (make, features_of, classify) in NETWORKS.items():
        if wanted and name not in wanted:
            continue
        rows, columns = (80, 88) if "inception" in name else (64, 72)
        picture = uniform("picture", (2, 3, rows, columns)).float().double()
        network = make().double().eval()
        print(name, "parameters", sum(p.numel() for p in network.parameters()))
        state = {key: value if key.endswith("num_batches_tracked") else tensor(key, value.shape)
                 for key, value in network.state_dict().items()}
        network.load_state_dict(state)
        names = [f"{key} {'x'.join(map(str, value.shape))}" for key, value in state.items()
                 if not key.endswith("num_batches_tracked")]
        (target / f"{name}.names.txt").write_text("\n".join(names) + "\n")
        with torch.no_grad():
            features = features_of(network, picture)
            logits = classify(network, features)
        for kind, values in (("features", features), ("logits", logits)):
            (target / f"{name}.{kind}.f32").write_bytes(values.numpy().astype("<f4").tobytes())
            print(name, kind, list(values.shape), "standard deviation", float(values.std()),
                  "largest", float(values.abs().max()))


if __name__ == "__main__":
    main()
