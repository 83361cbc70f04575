"""RexNet-150, as timm has it."""

import torch
from torch import nn
from torch.nn import functional

from layers import CLASSES, ConvNorm


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
