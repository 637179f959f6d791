"""Box losses and their gradients at the deltas, by PyTorch and torchvision in float64.

Run: python boxes.py > boxes.json. Needs torch, torchvision, numpy. All inputs are float32 numbers.
"""
import json
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torchvision.ops import complete_box_iou_loss, distance_box_iou_loss, generalized_box_iou_loss

LARGEST = math.log(1000 / 16)
BETAS = (0, 0.05, 1 / 9, 0.11, 0.5, 1, 3)

# Anchor, what the network says, what it should say.
NAMED = [
    ("equal", [10, 20, 74, 84], [0.1, -0.2, 0.3, 0.4], [0.1, -0.2, 0.3, 0.4]),
    ("equal, at the anchor", [10, 20, 74, 84], [0, 0, 0, 0], [0, 0, 0, 0]),
    ("same centre and shape, half the size", [0, 0, 64, 64], [0, 0, -0.5, -0.5], [0, 0, 0.5, 0.5]),
    ("truth inside", [0, 0, 100, 50], [0.01, 0.02, 1, 1], [0.1, 0.1, -1, -1]),
    ("apart in x", [0, 0, 32, 32], [3, 0.1, 0, 0.1], [-3, 0, 0.1, 0]),
    ("apart in y", [0, 0, 32, 32], [0.1, 3, 0, 0.1], [0, -3, 0.1, 0]),
    ("apart in both", [0, 0, 32, 32], [4, 3, 0.2, 0.1], [-4, -3, 0.1, 0]),
    ("far apart", [0, 0, 8, 8], [60, -40, 0.2, 0.1], [-60, 40, 0.1, 0]),
    ("long against tall", [0, 0, 60, 60], [0.05, 0.02, 1.5, -1.5], [0, 0, -1.5, 1.5]),
    ("larger than decoding believes", [0, 0, 16, 16], [0.1, 0.2, 5, 4.5], [0, 0, 1, 1]),
    ("a long way off in the image", [3000, 2000, 3020, 2024], [0.2, -0.1, 0.1, 0.3], [0.1, 0.1, 0, 0]),
    ("very small", [5, 5, 6, 6], [0.2, 0.1, 0.3, -0.2], [0.1, -0.1, 0, 0.1]),
]


def random_boxes(count):
    random = np.random.default_rng(3)
    for index in range(count):
        x, y = random.uniform(0, 500, 2)
        w, h = np.exp(random.uniform(2, 5, 2))
        truth = random.normal(0, 0.3, 4)
        said = truth + random.normal(0, 0.05 * 4 ** (index % 4), 4)
        yield f"random {index}", [x, y, x + w, y + h], said, truth


def column(rows):
    return torch.from_numpy(np.asarray(rows, dtype=np.float32).astype(np.float64))


def decode(deltas, anchors):
    size, centre = anchors[:, 2:] - anchors[:, :2], (anchors[:, :2] + anchors[:, 2:]) / 2
    middle, sides = deltas[:, :2] * size + centre, torch.exp(deltas[:, 2:].clamp(max=LARGEST)) * size
    return torch.cat([middle - sides / 2, middle + sides / 2], 1)


boxes = [*NAMED, *random_boxes(16)]
anchors, said, target = (column([box[part] for box in boxes]) for part in (1, 2, 3))
truths = decode(target, anchors)


def measure(loss):
    x = said.clone().requires_grad_()
    values = loss(x)
    (gradients,) = torch.autograd.grad(values.sum(), x)
    assert torch.isfinite(values).all() and torch.isfinite(gradients).all()
    return {"values": values.tolist(), "gradients": gradients.tolist()}


found = [
    {"name": name, "beta": 0, **measure(lambda x, loss=loss: loss(decode(x, anchors), truths))}
    for name, loss in (("giou", generalized_box_iou_loss), ("diou", distance_box_iou_loss), ("ciou", complete_box_iou_loss))
]
found.append({"name": "l1", "beta": 0, **measure(lambda x: F.l1_loss(x, target, reduction="none").sum(1))})
for beta in BETAS:
    smooth = lambda x: F.smooth_l1_loss(x, target, beta=beta, reduction="none").sum(1)
    found.append({"name": "smooth-l1", "beta": beta, **measure(smooth)})

json.dump({
    "names": [box[0] for box in boxes], "anchors": anchors.tolist(), "said": said.tolist(), "target": target.tolist(),
    "losses": found,
}, sys.stdout)
