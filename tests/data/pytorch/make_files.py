"""Writes the files of this folder with PyTorch. Run it in this folder; it needs python3-torch.

The numbers of tensor NAME are START, START + 1/4, ...; the tests compute them again.
"""

import collections
import os

import torch


def numbers(start, *shape):
    count = 1
    for length in shape:
        count *= length
    return (start + torch.arange(count, dtype=torch.float32) / 4).reshape(shape)


def network():
    layers = collections.OrderedDict(conv=torch.nn.Conv2d(2, 3, 3, groups=1), bn=torch.nn.BatchNorm2d(3))
    module = torch.nn.Sequential(layers)
    starts = {"conv.weight": 1, "conv.bias": -2, "bn.weight": 3, "bn.bias": -4, "bn.running_mean": 5, "bn.running_var": 6}
    state = module.state_dict()
    for name, start in starts.items():
        state[name].copy_(numbers(start, *state[name].shape))
    state["bn.num_batches_tracked"].fill_(7)
    return module


class Command:
    def __reduce__(self):
        return os.system, ("true",)


module = network()
state = module.state_dict()
torch.save(state, "state_dict.pt")
torch.save(state, "old_format.pt", _use_new_zipfile_serialization=False)
torch.save(state, "protocol_4.pt", pickle_protocol=4)
checkpoint = {
    "epoch": 12,
    "best": 0.5,
    "arch": "small",
    "args": None,
    "lr": [0.1, 0.01],
    "betas": (0.9, 0.999),
    "size": torch.Size([2, 3]),
    "large": -(2**40),
    "state_dict": collections.OrderedDict(("module." + name, tensor) for name, tensor in state.items()),
    "optimizer": {"state": {0: {"exp_avg": numbers(100, 3)}}, "param_groups": [{"lr": 0.1}]},
}
torch.save(checkpoint, "checkpoint.pt")
torch.save({"weights of the network": state, "step": 3}, "unusual_key.pt")
torch.save({"a": {"x": numbers(0, 2)}, "b": {"y": numbers(0, 2)}}, "two_dicts.pt")

base = numbers(8, 4, 6)
views = {
    "whole": base,
    "turned": base.t(),
    "middle": base[1:3, 2:5],
    "every_second": base[:, ::2],
    "column": base[:, 5],
    "repeated": base[2, 1:2].expand(3, 2),
    "scalar": base[3, 5],
    "nothing": torch.zeros(0, 4),
    "channels_last": numbers(9, 1, 2, 2, 3).contiguous(memory_format=torch.channels_last),
    "parameter": torch.nn.Parameter(numbers(10, 2, 2)),
    "frozen": torch.nn.Parameter(numbers(11, 2), requires_grad=False),
}
torch.save(views, "views.pt")
torch.save(views, "views_old_format.pt", _use_new_zipfile_serialization=False)

types = ["float16", "bfloat16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64", "bool"]
values = [0, 1, 0.5, 3.140625, 100]
torch.save({name: torch.tensor(values).to(getattr(torch, name)) for name in types}, "types.pt")
signed = ["float16", "bfloat16", "float64", "int8", "int16", "int32", "int64"]
torch.save({name: torch.tensor([-1, -2]).to(getattr(torch, name)) for name in signed}, "signed.pt")
halves = torch.tensor([65504, 2**-14, 2**-24, -(2**-20), float("inf"), float("nan"), -0.0]).half()
torch.save({"halves": halves}, "halves.pt")

torch.save(module, "whole_module.pt")
torch.save({"weight": numbers(0, 2), "evil": Command()}, "command.pt")
torch.save({"weight": numbers(0, 2), "evil": Command()}, "command_old_format.pt", _use_new_zipfile_serialization=False)
torch.save(numbers(0, 2), "one_tensor.pt")
torch.save({"epoch": 1}, "no_tensors.pt")
torch.jit.save(torch.jit.script(torch.nn.ReLU()), "torch_script.pt")
