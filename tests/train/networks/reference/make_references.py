#!/usr/bin/python3
"""Computes the reference outputs in tests/data/networks.

Writes the networks down once more, as modules of PyTorch in the form in which they were published
(ResNet-18 is torchvision's own), fills them by a formula of the tensors' names, and runs them in
double precision without folding anything. The tests compare the exported .onnx with the result.

Tensor "NAME", element i: h = FNV-1a (64 bit) of NAME; z = splitmix64 of h + i; u = the upper 24 bits of
z, scaled to -1 up to 1. Then weights of two axes or more are u * sqrt(6 / fan in), "running_var" is
0.8 + 0.4 u, a batch norm's "weight" is 1 + u / 4, "running_mean" and biases are u / 10. The picture is
u of the tensor "picture", 2 x 3 x 64 rows x 72 columns.

usage: make_references.py OUTPUT_FOLDER
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
    if len(shape) > 1:
        values = u * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith("running_var"):
        values = 0.8 + 0.4 * u
    elif name.endswith(".weight"):
        values = 1 + u / 4
    else:
        values = u / 10
    return values.float().double()


class SameConv(nn.Conv2d):
    """TensorFlow's "same" padding."""

    def forward(self, x):
        pads = []
        for length, kernel, stride in zip(x.shape[2:], self.kernel_size, self.stride):
            total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
            pads = [total // 2, total - total // 2] + pads
        return super().forward(functional.pad(x, pads))


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


NETWORKS = {
    "mobilenet-v1": (MobileNet, MobileNet.features, MobileNet.classify),
    "efficientnet-b0": (EfficientNet, EfficientNet.features, EfficientNet.classify),
    "rexnet-150": (RexNet, rexnet_features, lambda n, f: n.head.fc(f)),
    "resnet18": (lambda: torchvision.models.resnet18(num_classes=CLASSES), resnet_features,
                 lambda n, f: n.fc(f)),
}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    picture = uniform("picture", (2, 3, 64, 72)).float().double()
    for name, (make, features_of, classify) in NETWORKS.items():
        network = make().double().eval()
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
