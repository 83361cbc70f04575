"""Inception-ResNet-v1 of FaceNet."""

import torch
from torch import nn
from torch.nn import functional

from layers import CLASSES, tf_norm


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
