#!/usr/bin/python3
"""Computes the reference outputs in tests/data/networks.

Writes the networks down once more, as modules of PyTorch in the form in which they were published
(DenseNet-121, ResNet-18, VGG-16 and Inception-v3 are torchvision's own), fills them by a formula of the tensors' names, and runs them in
double precision without folding anything. The tests compare the exported .onnx with the result.

Tensor "NAME", element i: h = FNV-1a (64 bit) of NAME; z = splitmix64 of h + i; u = the upper 24 bits of
z, scaled to -1 up to 1. Then weights of two axes or more are u * sqrt(6 / fan in), "running_var" is
0.8 + 0.4 u, a batch norm's "weight", all gains and BReG-NeXt's "_a" and "_c" are 1 + u / 4, "running_mean" and biases are u / 10.
The last batch norms of SENet's blocks, "layerN.M.bn3.weight", have half of that: else each block doubles the
values until the gates turn rounding errors into differences of a twentieth, in single precision in PyTorch, too.
The picture is u of the tensor "picture", 2 x 3 x 64 rows x 72 columns (80 x 88 for the Inception networks, which
take none so small).

Prints each network's number of parameters, too, for the counts in networks_test.cpp.

usage: make_references.py OUTPUT_FOLDER [NETWORK...]
Needs Debian's python3-torch and python3-torchvision.
"""

import pathlib
import sys

import numpy as np
import torch
from breg_next import BregNext, breg_features
from efficientnet import EfficientNet
from facenet import FaceNet
from mobilenet import MobileNet
from nfnet import NormFreeNet, nfnet_features
from rexnet import RexNet, rexnet_features
from senet import SENet
from torchvision_networks import (densenet, densenet_features, inception, inception_features, resnet, resnet_features, vgg,
                                  vgg_features)


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
    if name.endswith(("gain", "._a", "._c")):
        values = 1 + u / 4
    elif len(shape) > 1:
        values = u * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith("running_var"):
        values = 0.8 + 0.4 * u
    elif name.endswith(".weight"):
        values = 1 + u / 4
        if name.startswith("layer") and name.endswith(".bn3.weight"):
            values = values / 2
    else:
        values = u / 10
    return values.float().double()


NETWORKS = {
    "mobilenet-v1": (MobileNet, MobileNet.features, MobileNet.classify),
    "efficientnet-b0": (EfficientNet, EfficientNet.features, EfficientNet.classify),
    "rexnet-150": (RexNet, rexnet_features, lambda n, f: n.head.fc(f)),
    "breg-next-50": (BregNext, breg_features, lambda n, f: n._fc0(f)),
    "densenet-121": (densenet, densenet_features, lambda n, f: n.classifier(f)),
    "resnet18": (resnet, resnet_features, lambda n, f: n.fc(f)),
    "inception-v3": (inception, inception_features, lambda n, f: n.fc(f)),
    "inception-resnet-v1": (FaceNet, FaceNet.features, FaceNet.classify),
    "senet50": (SENet, SENet.features, SENet.classify),
    "nfnet-f0": (NormFreeNet, nfnet_features, lambda n, f: n.head.fc(f)),
    "vgg16": (vgg, vgg_features, lambda n, f: n.classifier[6](f)),
}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    target = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:]
    target.mkdir(parents=True, exist_ok=True)
    for name, (make, features_of, classify) in NETWORKS.items():
        if wanted and name not in wanted:
            continue
        rows, columns = (80, 88) if "inception" in name else (64, 72)
        picture = uniform("picture", (2, 3, rows, columns)).float().double()
        network = make().double().eval()
        print(name, "parameters", sum(p.numel() for p in network.parameters()))
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
