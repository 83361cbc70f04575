#!/usr/bin/python3
"""Writes the .h5 files of this folder as Keras lays them out, with the layers of the author's MobileNet-v1.

Needs Debian's python3-h5py and python3-torch; Keras is not needed. The files here have few channels and blocks, for the
reader's tests; `make_keras.py full FOLDER` writes networks of the full size instead, with a picture (mobilenet.picture.f32)
and what PyTorch computes with the same weights (NAME.OUTPUT.f32), by the definition of
tests/networks/reference/make_references.py.

Tensors are filled by the formula there, of the names that mien gives them.

usage: make_keras.py            in this folder
       make_keras.py full FOLDER
"""

import json
import pathlib
import sys

import h5py
import numpy as np
import torch
from torch.nn import functional

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "networks/reference"))
import make_references as reference  # noqa: E402

FULL = [64, 128, 128, 256, 256] + [512] * 6 + [1024] * 2
SMALL = [4, 3]


def values(name, shape):
    return reference.tensor(name, shape).float().numpy()


def weights_of(channels, stem, hidden, heads):
    """For each layer, its variables in Keras' order, names and layouts."""
    layers = {}

    def norm(name, count):
        layers[name + "_bn"] = {
            keras: values(f"{name}_bn.{torch_name}", (count,))
            for keras, torch_name in (("gamma", "weight"), ("beta", "bias"), ("moving_mean", "running_mean"),
                                      ("moving_variance", "running_var"))
        }
        layers[name + "_relu"] = {}

    def kernel(name, shape):
        return values(name + ".weight", shape).transpose(2, 3, 1, 0)

    layers["input_1"] = {}
    layers["conv1_pad"] = {}
    layers["conv1"] = {"kernel": kernel("conv1", (stem, 3, 3, 3))}
    norm("conv1", stem)
    inside = stem
    for i, out in enumerate(channels, 1):
        depthwise = values(f"conv_dw_{i}.weight", (inside, 1, 3, 3)).transpose(2, 3, 0, 1)
        layers[f"conv_dw_{i}"] = {"depthwise_kernel": depthwise}
        norm(f"conv_dw_{i}", inside)
        layers[f"conv_pw_{i}"] = {"kernel": kernel(f"conv_pw_{i}", (out, inside, 1, 1))}
        norm(f"conv_pw_{i}", out)
        inside = out
    layers["global_pooling"] = {}
    layers["dropout_1"] = {}

    def dense(name, before, count):
        layers[name] = {"kernel": values(name + ".weight", (count, before)).T, "bias": values(name + ".bias", (count,))}

    if hidden:
        dense("feats", inside, hidden)
        inside = hidden
    for name, count in heads.items():
        dense(name, inside, count)
    return layers


def names(texts):
    return np.array([text.encode() for text in texts]) if texts else np.array([], dtype="S1")


def write_layers(group, layers, scope="", version="2.3.1"):
    group.attrs["layer_names"] = names(list(layers))
    group.attrs["backend"] = b"tensorflow"
    group.attrs["keras_version"] = version.encode()
    for layer, variables in layers.items():
        inner = group.create_group(layer)
        inner.attrs["weight_names"] = names([f"{layer}{scope}/{name}:0" for name in variables])
        for name, numbers in variables.items():
            inner.create_dataset(f"{layer}{scope}/{name}:0", data=np.ascontiguousarray(numbers))


def write_model(path, layers, scope="", optimizer=False):
    with h5py.File(path, "w") as file:
        config = {"class_name": "Model", "config": {"name": "model_2", "layers": [{"name": name} for name in layers]}}
        file.attrs["model_config"] = json.dumps(config).encode()
        file.attrs["backend"], file.attrs["keras_version"] = b"tensorflow", b"2.3.1"
        write_layers(file.create_group("model_weights"), layers, scope)
        if optimizer:
            group = file.create_group("optimizer_weights")
            group.attrs["weight_names"] = names(["Adam/iterations:0", "Adam/m_0:0"])
            group.create_dataset("Adam/iterations:0", data=np.int64(7))
            group.create_dataset("Adam/m_0:0", data=np.zeros(3, np.float32))


def write_small():
    layers = weights_of(SMALL, 2, 3, {"emotion_preds": 7})
    write_model("keras-model.h5", layers, optimizer=True)
    write_model("keras-saved-again.h5", layers, scope="_1")
    with h5py.File("keras-weights.h5", "w") as file:
        write_layers(file, layers)
    # A network that is a layer of another.
    base = {name: variables for name, variables in layers.items() if name.startswith("conv")}
    with h5py.File("keras-nested.h5", "w") as file:
        group = file.create_group("model_weights").create_group("mobilenet_1.00_224")
        group.attrs["weight_names"] = names([f"{layer}/{name}:0" for layer, parts in base.items() for name in parts])
        for layer, variables in base.items():
            for name, numbers in variables.items():
                group.create_dataset(f"{layer}/{name}:0", data=np.ascontiguousarray(numbers))
        rest = {name: variables for name, variables in layers.items() if name in ("feats", "emotion_preds")}
        for layer, variables in rest.items():
            for name, numbers in variables.items():
                file["model_weights"].create_dataset(f"{layer}/{layer}/{name}:0", data=np.ascontiguousarray(numbers))
    numbers = np.arange(6, dtype=np.float32).reshape(2, 3)
    # What is refused.
    def odd(name, write):
        with h5py.File(f"odd-{name}.h5", "w") as file:
            write(file.create_group("model_weights/a/a"))

    odd("soft-link", lambda g: g.__setitem__("kernel:0", h5py.SoftLink("/model_weights/b")))
    odd("external-link", lambda g: g.__setitem__("kernel:0", h5py.ExternalLink("keras-model.h5", "/model_weights")))
    odd("external-data", lambda g: g.create_dataset("kernel:0", (2, 3), "f4", external=[("keras-model.h5", 0, 24)]))
    odd("compressed", lambda g: g.create_dataset("kernel:0", data=numbers, compression="gzip"))
    odd("integers", lambda g: g.create_dataset("kernel:0", data=numbers.astype(np.int32)))
    odd("half", lambda g: g.create_dataset("kernel:0", data=numbers.astype(np.float16)))
    odd("texts", lambda g: g.create_dataset("kernel:0", data=["a"]))
    odd("empty", lambda g: g.create_dataset("kernel:0", data=h5py.Empty("f4")))
    odd("huge", lambda g: g.create_dataset("kernel:0", (1 << 40,), "f4", chunks=(1 << 20,)))
    odd("itself", lambda g: g.__setitem__("b", g))
    odd("no-layer", lambda g: g.parent.parent.create_dataset("kernel:0", data=numbers))
    odd("unknown", lambda g: g.create_dataset("recurrent_kernel:0", data=numbers))

    def virtual(group):
        layout = h5py.VirtualLayout((2, 3), "f4")
        layout[:] = h5py.VirtualSource("keras-model.h5", "x", shape=(2, 3))
        group.create_virtual_dataset("kernel:0", layout)

    odd("virtual", virtual)
    # Keras writes none of these, but they are plain numbers.
    with h5py.File("keras-types.h5", "w") as file:
        group = file.create_group("a/a")
        group.create_dataset("kernel:0", data=numbers.astype(">f8"))
        group.create_dataset("bias:0", data=numbers[0], chunks=(2,))


def write_full(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    picture = reference.uniform("picture", (2, 3, 224, 224)).float()
    picture.numpy().tofile(folder / "mobilenet.picture.f32")
    model = reference.MobileNet().eval()
    state = model.state_dict()
    for name, tensor in state.items():
        if not name.endswith("num_batches_tracked"):
            tensor.copy_(reference.tensor(name, tensor.shape))
    with torch.no_grad():
        features = model.features(picture)
    cases = {
        "mobilenet_7": {"emotion_preds": 7},
        "age_gender_tf2_224_deep-03-0.13-0.97": {"age_pred": 100, "gender_pred": 1},
    }
    for name, heads in cases.items():
        write_model(folder / (name + ".h5"), weights_of(FULL, 32, 256, heads))
        hidden = functional.relu(functional.linear(features, torch.from_numpy(values("feats.weight", (256, 1024))),
                                                   torch.from_numpy(values("feats.bias", (256,)))))
        features.numpy().tofile(folder / f"{name}.features.f32")
        for head, count in heads.items():
            logits = functional.linear(hidden, torch.from_numpy(values(head + ".weight", (count, 256))),
                                       torch.from_numpy(values(head + ".bias", (count,))))
            logits.numpy().tofile(folder / f"{name}.{head}.f32")
    write_model(folder / "vgg2_mobilenet.h5", weights_of(FULL, 32, 0, {}))


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "full":
        write_full(pathlib.Path(sys.argv[2]))
    elif len(sys.argv) == 1:
        write_small()
    else:
        sys.exit(__doc__)
