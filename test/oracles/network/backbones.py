"""Golden numbers of the backbones: parameter counts, and features of torchvision's networks with weights by formula.

Run: python backbones.py > backbones.json. Needs torch, torchvision and, for the EfficientNet-Lites,
efficientnet_lite_pytorch. Every value is a function of its name and place (formula.py), so that nothing needs to
be stored but 24 samples of each feature.
"""
import json
import sys

import numpy as np
import torch
import torchvision
from efficientnet_lite_pytorch import EfficientNet

from formula import fill, sample


def image(height=75, width=101):
    """Height and width that no stride divides; values 0..255."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return ((y * 7 + x * 13 + c * 29 + (y * x) // 50) % 256).astype(np.float32)


def record(features):
    return {name: {"shape": list(map.permute(0, 2, 3, 1).shape[1:]), "sample": sample(map)} for name, map in features.items()}


def backbone_parameters(model, heads):
    return sum(value.numel() for name, value in model.named_parameters() if not name.startswith(heads))


mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
pixels = torch.from_numpy(image()).permute(2, 0, 1)[None]
normalised = (pixels / 255 - mean) / deviation


def resnet(name, **settings):
    model = getattr(torchvision.models, name)(weights=None, **settings).eval()
    fill(model, 0.8)
    x = model.maxpool(model.relu(model.bn1(model.conv1(normalised))))
    features = {}
    for index in range(1, 5):
        x = getattr(model, f"layer{index}")(x)
        features[f"c{index + 1}"] = x
    return {"parameters": backbone_parameters(model, "fc."), "features": record(features)}


def caffe_stride(name):
    """The same network with the stride in the first 1x1 of a bottleneck, as in Caffe."""
    model = getattr(torchvision.models, name)(weights=None).eval()
    for module in model.modules():
        if isinstance(module, torchvision.models.resnet.Bottleneck) and module.conv2.stride == (2, 2):
            module.conv1.stride, module.conv2.stride = (2, 2), (1, 1)
    fill(model, 0.8)
    x = model.maxpool(model.relu(model.bn1(model.conv1(normalised))))
    features = {}
    for index in range(1, 5):
        x = getattr(model, f"layer{index}")(x)
        features[f"c{index + 1}"] = x
    return {"parameters": backbone_parameters(model, "fc."), "features": record(features)}


def mobilenet():
    model = torchvision.models.mobilenet_v3_large(weights=None).eval()
    fill(model, 1.2)
    x = normalised
    features = {}
    for index, module in enumerate(model.features):
        x = module(x)
        if index in (3, 6, 12, 16):
            features[{3: "c2", 6: "c3", 12: "c4", 16: "c5"}[index]] = x
    return {"parameters": backbone_parameters(model, "classifier."), "features": record(features)}


def efficientnet(name):
    # The package fixes its paddings when the model is made, for maps of even sides.
    model = EfficientNet.from_name(name, image_size=224).eval()
    fill(model, 1.2)
    even = torch.from_numpy(image(64, 96)).permute(2, 0, 1)[None]
    x = model._swish(model._bn0(model._conv_stem((even - 127) / 128)))
    ends = {}
    # The last block of each stride; blocks are told by the strides of their depthwise convolutions.
    stride = 2
    for block in model._blocks:
        step = block._depthwise_conv.stride
        step = step[0] if isinstance(step, (tuple, list)) else step
        stride *= step
        x = block(x)
        ends[stride] = x
    features = {f"c{level}": ends[2**level] for level in range(2, 6)}
    return {"parameters": backbone_parameters(model, ("_fc.", "_conv_head.", "_bn1.")), "features": record(features)}


with torch.no_grad():
    golden = {
        "mobilenet-v3-large": mobilenet(),
        "resnet50 1x1": caffe_stride("resnet50"),
        **{name: resnet(name) for name in ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")},
        "resnext50-32x4d": resnet("resnext50_32x4d"),
        "resnext101-32x8d": resnet("resnext101_32x8d"),
        "resnext101-64x4d": resnet("resnext101_64x4d"),
        **{f"efficientnet-lite{index}": efficientnet(f"efficientnet-lite{index}") for index in range(3)},
    }
lines = ",\n".join(f'{json.dumps(name)}: {json.dumps(value, separators=(",", ":"))}' for name, value in golden.items())
sys.stdout.write("{\n" + lines + "\n}\n")
