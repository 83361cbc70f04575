"""BReG-NeXt-50."""

import torch
from torch import nn
from torch.nn import functional

from layers import CLASSES


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
