"""Layers that several networks have."""

from torch import nn
from torch.nn import functional

CLASSES = 8


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


def tf_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3)


class ConvNorm(nn.Module):
    def __init__(self, inside, out, kernel=1, stride=1, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(inside, out, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(out)

    def forward(self, x):
        return self.bn(self.conv(x))
