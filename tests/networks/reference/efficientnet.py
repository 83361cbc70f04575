"""EfficientNet-B0, as timm has it."""

import torch
from torch import nn
from torch.nn import functional

from layers import CLASSES, SameConv, tf_norm


class EfficientNetSqueeze(nn.Module):
    def __init__(self, channels, reduced):
        super().__init__()
        self.conv_reduce = nn.Conv2d(channels, reduced, 1)
        self.conv_expand = nn.Conv2d(reduced, channels, 1)

    def forward(self, x):
        gate = functional.silu(self.conv_reduce(x.mean((2, 3), keepdim=True)))
        return x * torch.sigmoid(self.conv_expand(gate))


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
