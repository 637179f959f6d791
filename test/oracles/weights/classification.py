"""Names and shapes of the entries of torchvision's classification checkpoints, gzipped JSON to stdout.

Run: python classification.py > classification.json.gz. Needs torch and torchvision.
"""
import gzip
import json
import sys

import torch
from torchvision import models

NAMES = (
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d",
    "resnext101_64x4d", "mobilenet_v3_large",
)
with torch.device("meta"):
    shapes = {
        name: {entry: list(tensor.shape) for entry, tensor in models.get_model(name).state_dict().items()} for name in NAMES
    }
sys.stdout.buffer.write(gzip.compress(json.dumps(shapes, separators=(",", ":")).encode(), 9, mtime=0))
