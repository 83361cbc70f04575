"""SENet-50."""

import torch
from torch import nn
from torch.nn import functional

from layers import CLASSES


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
