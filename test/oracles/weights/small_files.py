"""Writes small weights files with the real PyTorch, NumPy and safetensors, and the numbers that are in them.

Run again with a Python that has torch and numpy: python test/oracles/weights/small_files.py
"""

import json
import pickle
from collections import OrderedDict
from pathlib import Path

import numpy
import torch

here = Path(__file__).parent
generator = torch.Generator().manual_seed(7)


def numbers(*shape, dtype=torch.float32):
    return torch.randn(*shape, generator=generator).to(dtype)


base = numbers(4, 6)
tensors = OrderedDict(
    float=numbers(2, 3, 2, 2),
    half=numbers(5, dtype=torch.float16),
    bfloat=numbers(7, dtype=torch.bfloat16),
    double=numbers(3, 2, dtype=torch.float64),
    transposed=base.t(),
    part=base[1:3, ::2],
    expanded=numbers(1, 3).expand(4, 3),
    channels_last=numbers(1, 3, 2, 2).contiguous(memory_format=torch.channels_last),
    scalar=numbers(()),
    empty=torch.zeros(0, 4),
    parameter=torch.nn.Parameter(numbers(3)),
)
counters = OrderedDict(num_batches_tracked=torch.tensor(12), mask=torch.tensor([True, False]))


def save(name, value, **options):
    torch.save(value, here / name, **options)


module = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2)).state_dict()
whole = OrderedDict(**tensors, **counters)
save("zipped.pth", whole)
save("legacy.pth", whole, _use_new_zipfile_serialization=False)
wrapped = {
    "epoch": 3,
    "model": OrderedDict((f"module.{name}", value) for name, value in module.items()),
    "optimizer": {"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 0.1, "params": [0]}]},
}
save("wrapped.pth", wrapped)
save("whole-module.pth", torch.nn.Conv2d(1, 1, 1))

arrays = {
    "float": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 8,
    "columns_first": numpy.asfortranarray(numpy.arange(6, dtype=numpy.float64).reshape(2, 3) / 4),
    "half": numpy.array([1.5, -2.25], dtype=numpy.float16),
}
for protocol in (2, 4, 5):
    content = {"model": {**arrays, "step": numpy.int64(3)}, "__author__": "somebody", "matching_heuristics": True}
    (here / f"arrays-{protocol}.pkl").write_bytes(pickle.dumps(content, protocol=protocol))


def listing(values):
    return {
        name: {"shape": list(value.shape), "values": numpy.asarray(value, dtype=numpy.float32).ravel().tolist()}
        for name, value in values.items()
    }


def plain(value):
    return value.detach().to(torch.float32).contiguous().numpy()


expected = {
    "tensors": listing({name: plain(value) for name, value in tensors.items()}),
    "module": listing({name: plain(value) for name, value in module.items() if value.is_floating_point()}),
    "arrays": listing(arrays),
}
(here / "small_files.json").write_text(json.dumps(expected, indent=1) + "\n")
