"""NFNet-F0, as timm has it."""

import torch
from torch import nn
from torch.nn import functional

from layers import CLASSES, SameConv
from senet import Squeeze


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
