"""Golden numbers of single layers and of the pyramid, in float64: batch and group normalisation, grouped convolution,
hard-swish, squeeze-and-excitation and torchvision's feature pyramid on maps of odd sides.

Run: python layers.py > layers.json. Needs torch and torchvision. Values are made by formula.py; gradients are those of
the sum of outputs times the noise called "weights".
"""
import json
import sys
from collections import OrderedDict

import torch
from torch import nn
from torchvision.ops import FeaturePyramidNetwork
from torchvision.ops.feature_pyramid_network import LastLevelP6P7
from torchvision.ops.misc import SqueezeExcitation

from formula import fill, map_of, sample


def measure(module, gain=1.0, shape=(5, 7, 16), images=3):
    """Samples of the output and of the gradients at the input and at every parameter."""
    module = module.double()
    fill(module, gain)
    x = map_of("x", *shape, images=images).requires_grad_()
    output = module(x)
    weights = map_of("weights", output.shape[2], output.shape[3], output.shape[1], images=images)
    (output * weights).sum().backward()
    return {
        "output": sample(output.detach()),
        "x": sample(x.grad),
        "parameters": {name: sample(channels_last(value.grad)) for name, value in module.named_parameters()},
    }


def channels_last(filter):
    """[out, in, h, w] -> [h, w, in, out]; other tensors as they are."""
    return filter.permute(2, 3, 1, 0).reshape(-1) if filter.dim() == 4 else filter


def trained_batch_normalisation():
    module = nn.Sequential(OrderedDict(conv=nn.Conv2d(16, 8, 3, 2, 1, bias=False), norm=nn.BatchNorm2d(8), act=nn.ReLU()))
    found = measure(module.train())
    return {**found, "mean": sample(module.norm.running_mean, 8), "variance": sample(module.norm.running_var, 8)}


def frozen_batch_normalisation():
    module = nn.Sequential(OrderedDict(conv=nn.Conv2d(16, 8, 3, 2, 1, bias=False), norm=nn.BatchNorm2d(8), act=nn.ReLU()))
    return measure(module.eval())


def pyramid(p6_from):
    channels = [16, 24, 32, 40]
    sides = [(19, 26), (10, 13), (5, 7), (3, 4)]
    width = 12
    top = LastLevelP6P7(width if p6_from == "p5" else channels[-1], width)
    module = FeaturePyramidNetwork(channels, width, top).double()
    fill(module, 1.0)
    features = OrderedDict(
        (f"c{index + 2}", map_of(f"c{index + 2}", *sides[index], channels[index])) for index in range(4)
    )
    return [sample(map) for map in module(features).values()]


def convolution(stride=1, **settings):
    return nn.Sequential(OrderedDict(conv=nn.Conv2d(16, 8, 3, stride, 1, **settings)))


golden = {
    "trained": trained_batch_normalisation(),
    "frozen": frozen_batch_normalisation(),
    "group": measure(
        nn.Sequential(OrderedDict(conv=nn.Conv2d(16, 8, 3, 1, 1, bias=False), norm=nn.GroupNorm(4, 8), act=nn.ReLU()))
    ),
    "grouped convolution": measure(convolution(groups=4)),
    "grouped convolution at stride 2": measure(convolution(stride=2, groups=4)),
    "hard-swish": measure(nn.Sequential(OrderedDict(conv=nn.Conv2d(16, 8, 3, 1, 1), act=nn.Hardswish())), gain=4.0),
    "squeeze": measure(SqueezeExcitation(16, 8, scale_activation=nn.Hardsigmoid)),
}
with torch.no_grad():
    golden["pyramid c5"] = pyramid("c5")
    golden["pyramid p5"] = pyramid("p5")
lines = ",\n".join(f'{json.dumps(name)}: {json.dumps(value, separators=(",", ":"))}' for name, value in golden.items())
sys.stdout.write("{\n" + lines + "\n}\n")
