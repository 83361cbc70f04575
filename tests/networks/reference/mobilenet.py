"""MobileNet-v1."""

from torch import nn
from torch.nn import functional

from layers import CLASSES, SameConv


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
