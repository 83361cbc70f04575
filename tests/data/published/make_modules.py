#!/usr/bin/python3
"""Writes the .pt files of this folder, as the author of the paper wrote his: whole modules of timm.

Needs Debian's python3-torch. timm itself is not needed: the classes below have the names and hold the parts that timm's
EfficientNet has, in version 0.4.5 (`old`, batch normalisation of PyTorch) and 0.9 (`new`, timm's own). The files here
have four blocks of few channels, for the reader's tests; `make_modules.py full FOLDER` writes networks of the full size
instead, with a picture (enet.picture.f32) and what PyTorch answers to it (NAME.logits.f32, NAME.features.f32).

Tensors are filled by the formula of tests/networks/reference/make_references.py.

usage: make_modules.py            in this folder
       make_modules.py full FOLDER
"""

import functools
import pathlib
import sys
import types

import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "networks/reference"))
import make_references as reference  # noqa: E402


def module_named(path):
    """The module of Python of this name, and all that it lies in."""
    parts = path.split(".")
    for i in range(len(parts)):
        name = ".".join(parts[: i + 1])
        if name not in sys.modules:
            sys.modules[name] = types.ModuleType(name)
            if i > 0:
                setattr(sys.modules[".".join(parts[:i])], parts[i], sys.modules[name])
    return sys.modules[path]


def placed(path):
    """A class or function that pickles as one of this module."""

    def place(thing):
        thing.__module__ = path
        thing.__qualname__ = thing.__name__
        setattr(module_named(path), thing.__name__, thing)
        return thing

    return place


def make_timm(new):
    """The classes of timm that tf_efficientnet_b0_ns consists of."""
    layers = "timm.layers" if new else "timm.models.layers"
    blocks = "timm.models._efficientnet_blocks" if new else "timm.models.efficientnet_blocks"
    t = types.SimpleNamespace()

    @placed(layers + ".conv2d_same")
    class Conv2dSame(nn.Conv2d):
        def forward(self, x):
            return self._conv_forward(reference.SameConv.padded(self, x), self.weight, self.bias)

    @placed(layers + ".norm_act")
    class BatchNormAct2d(nn.BatchNorm2d):
        def __init__(self, channels, act=True):
            super().__init__(channels, eps=1e-3)
            self.drop = nn.Identity()
            self.act = nn.SiLU(inplace=True) if act else nn.Identity()

        def forward(self, x):
            return self.act(self.drop(super().forward(x)))

    @placed(layers + ".adaptive_avgmax_pool")
    class SelectAdaptivePool2d(nn.Module):
        def __init__(self):
            super().__init__()
            self.pool_type = "avg"
            self.flatten = nn.Flatten(1) if new else True
            self.pool = nn.AdaptiveAvgPool2d(1)

        def forward(self, x):
            return self.pool(x).flatten(1)

    @placed(layers + ".activations")
    def sigmoid(x, inplace=False):
        return x.sigmoid()

    @placed(layers + ".activations")
    class Sigmoid(nn.Module):
        def __init__(self, inplace=False):
            super().__init__()
            self.inplace = inplace

        def forward(self, x):
            return x.sigmoid()

    @placed(layers + ".drop")
    class DropPath(nn.Module):
        def __init__(self, drop_prob=0.0):
            super().__init__()
            self.drop_prob = drop_prob

        def forward(self, x):
            return x

    def conv(inside, out, kernel=1, stride=1, groups=1, bias=False):
        if kernel > 1 and stride > 1:
            return Conv2dSame(inside, out, kernel, stride, groups=groups, bias=bias)
        return nn.Conv2d(inside, out, kernel, stride, padding=kernel // 2, groups=groups, bias=bias)

    def norm(channels, act=True):
        return BatchNormAct2d(channels, act) if new else nn.BatchNorm2d(channels, eps=1e-3)

    def activated(module, bn, act):
        return bn if new else module.__getattr__(act)(bn)

    @placed(blocks)
    class SqueezeExcite(nn.Module):
        def __init__(self, channels, reduced):
            super().__init__()
            self.conv_reduce = nn.Conv2d(channels, reduced, 1)
            self.act1 = nn.SiLU(inplace=True)
            self.conv_expand = nn.Conv2d(reduced, channels, 1)
            if new:
                self.gate = Sigmoid()
            else:
                self.gate_fn = sigmoid

        def forward(self, x):
            gate = self.conv_expand(self.act1(self.conv_reduce(x.mean((2, 3), keepdim=True))))
            return x * (self.gate(gate) if new else self.gate_fn(gate))

    @placed(blocks)
    class DepthwiseSeparableConv(nn.Module):
        def __init__(self, inside, out, kernel, stride):
            super().__init__()
            self.has_residual, self.has_skip, self.has_pw_act, self.drop_path_rate = False, False, False, 0.0
            self.conv_dw = conv(inside, inside, kernel, stride, inside)
            self.bn1 = norm(inside)
            if not new:
                self.act1 = nn.SiLU(inplace=True)
            self.se = SqueezeExcite(inside, max(1, inside // 4))
            self.conv_pw = conv(inside, out)
            self.bn2 = norm(out, act=False)
            if not new:
                self.act2 = nn.Identity()

        def forward(self, x):
            x = self.bn1(self.conv_dw(x))
            x = x if new else self.act1(x)
            return self.bn2(self.conv_pw(self.se(x)))

    @placed(blocks)
    class InvertedResidual(nn.Module):
        def __init__(self, inside, out, kernel, stride):
            super().__init__()
            wide = inside * 6
            self.has_residual = self.has_skip = stride == 1 and inside == out
            self.drop_path_rate = 0.0
            self.conv_pw = conv(inside, wide)
            self.bn1 = norm(wide)
            if not new:
                self.act1 = nn.SiLU(inplace=True)
            self.conv_dw = conv(wide, wide, kernel, stride, wide)
            self.bn2 = norm(wide)
            if not new:
                self.act2 = nn.SiLU(inplace=True)
            self.se = SqueezeExcite(wide, max(1, inside // 4))
            self.conv_pwl = conv(wide, out)
            self.bn3 = norm(out, act=False)
            if new:
                self.drop_path = DropPath(0.2) if self.has_skip else nn.Identity()

        def forward(self, x):
            y = self.bn1(self.conv_pw(x))
            y = self.bn2(self.conv_dw(y if new else self.act1(y)))
            y = self.bn3(self.conv_pwl(self.se(y if new else self.act2(y))))
            return x + y if self.has_skip else y

    @placed("timm.models._pretrained")
    class PretrainedCfg:
        def __init__(self):
            self.url, self.architecture, self.input_size = "", "tf_efficientnet_b0", (3, 224, 224)
            self.mean, self.std, self.custom_load = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), False

    @placed("timm.models.efficientnet")
    class EfficientNet(nn.Module):
        def __init__(self, stem, stages, features, classes):
            super().__init__()
            self.default_cfg = PretrainedCfg() if new else {"url": "", "mean": (0.485, 0.456, 0.406), "classifier": "classifier"}
            self.num_classes, self.num_features, self.drop_rate = 1000, features, 0.0
            self.grad_checkpointing = False
            self.conv_stem = conv(3, stem, 3, 2)
            self.bn1 = norm(stem)
            if not new:
                self.act1 = nn.SiLU(inplace=True)
            self.feature_info = [{"num_chs": stem, "reduction": 2, "module": "blocks.0.0"}]
            self.blocks = nn.Sequential()
            inside = stem
            for s, (out, repeats, kernel, stride) in enumerate(stages):
                stage = nn.Sequential()
                for i in range(repeats):
                    kind = DepthwiseSeparableConv if s == 0 else InvertedResidual
                    stage.add_module(str(i), kind(inside, out, kernel, stride if i == 0 else 1))
                    inside = out
                self.blocks.add_module(str(s), stage)
            self.conv_head = conv(inside, features)
            self.bn2 = norm(features)
            if not new:
                self.act2 = nn.SiLU(inplace=True)
            self.global_pool = SelectAdaptivePool2d()
            self.classifier = nn.Sequential(nn.Linear(features, classes)) if classes else nn.Identity()

        def forward_features(self, x):
            x = self.bn1(self.conv_stem(x))
            x = self.blocks(x if new else self.act1(x))
            x = self.bn2(self.conv_head(x))
            return self.global_pool(x if new else self.act2(x))

        def forward(self, x):
            return self.classifier(self.forward_features(x))

    t.EfficientNet = EfficientNet
    return t


FULL = (32, [(16, 1, 3, 1), (24, 2, 3, 2), (40, 2, 5, 2), (80, 3, 3, 2), (112, 3, 5, 1), (192, 4, 5, 2), (320, 1, 3, 1)], 1280)
SMALL = (4, [(2, 1, 3, 1), (2, 2, 3, 2), (3, 1, 5, 2)], 6)


def filled(model):
    state = model.state_dict()
    for name, values in state.items():
        if not name.endswith("num_batches_tracked"):
            values.copy_(reference.tensor(name.replace("classifier.0", "classifier"), values.shape))
    return model.eval()


def write_small():
    for version, new in (("timm-0.4.5", False), ("timm-0.9", True)):
        model = filled(make_timm(new).EfficientNet(*SMALL, 8))
        torch.save(model, version + ".pt")
        torch.save(model.state_dict(), version + ".state.pt")
        if not new:
            # The older format holds the source of each class; PyTorch's stays out of this repository.
            torch.serialization.get_source_lines_and_file = lambda kind: ([f"class {kind.__name__}: ...\n"], 1, "source.py")
            torch.save(model, version + ".old-format.pt", _use_new_zipfile_serialization=False)
            torch.save(nn.DataParallel(model), version + ".parallel.pt")
    # Parts that modules of other programs hold.
    torch.manual_seed(0)
    other = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    other.function = torch.sigmoid
    other.partial = functools.partial(functional.gelu)
    other.device = torch.device("cpu")
    other.kind = torch.float16
    other.names = {"a"}
    other.empty = None
    other.register_buffer("kept", torch.arange(3.0))
    other.register_buffer("left_out", torch.arange(4.0), persistent=False)
    other.register_parameter("none", None)
    other.shared = other[0]
    filled(other[1])
    torch.save(other, "parts.pt")
    torch.save(other, "parts-protocol-4.pt", pickle_protocol=4)
    torch.save(other.state_dict(), "parts.state.pt")


def write_full(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    picture = reference.uniform("picture", (2, 3, 224, 224)).float()
    picture.numpy().tofile(folder / "enet.picture.f32")
    cases = [("enet_b0_8_best_vgaf", True, 8, False), ("enet_b0_7", False, 7, False), ("enet_b0_8_va_mtl", True, 10, False)]
    for name, new, classes, _ in cases:
        model = filled(make_timm(new).EfficientNet(*FULL, classes))
        torch.save(model, folder / (name + ".pt"))
        with torch.no_grad():
            features = model.forward_features(picture)
            model.classifier(features).numpy().tofile(folder / (name + ".logits.f32"))
            features.numpy().tofile(folder / (name + ".features.f32"))
        if new and classes == 8:
            torch.onnx.export(model, picture[:1], str(folder / (name + ".onnx")), opset_version=11, do_constant_folding=True,
                              input_names=["input"], output_names=["output"],
                              dynamic_axes={"input": {0: "batch_size"}, "output": {0: "batch_size"}})
            model.classifier = nn.Identity()
            torch.save(model.state_dict(), folder / "state_vggface2_enet0_new.pt")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "full":
        write_full(pathlib.Path(sys.argv[2]))
    elif len(sys.argv) == 1:
        write_small()
    else:
        sys.exit(__doc__)
