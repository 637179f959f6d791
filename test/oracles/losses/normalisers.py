"""What the losses of a batch are divided by, over three steps of three images: the batch's positives, each image's own,
or detectron2's moving average (.9, from 100). PyTorch autograd in float64.

Run: python normalisers.py > normalisers.json. Needs torch. Predictions and targets are formulas that the test repeats.
"""
import json
import sys

import torch
import torch.nn.functional as F

ANCHORS, CLASSES = 12, 2
# Positive anchors of each image at each step; one image of the first step and all of the last have none.
POSITIVES = [[3, 0, 5], [1, 2, 1], [0, 0, 0]]


def pattern(shape, salt, size):
    count = int(torch.tensor(shape).prod())
    values = size * torch.sin(0.37 * torch.arange(count, dtype=torch.float64) + salt)
    return values.float().double().reshape(shape).requires_grad_()


def image_loss(logits, deltas, count):
    """Alpha-balanced focal loss (.25, 2) and L1 to zero deltas; the first `count` anchors are positive, of class 1."""
    target = torch.zeros_like(logits)
    target[:count, 1] = 1
    cross = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    p = torch.sigmoid(logits)
    wrong = 1 - (p * target + (1 - p) * (1 - target))
    focal = (0.25 * target + 0.75 * (1 - target)) * wrong**2 * cross
    return focal.sum(), deltas[:count].abs().sum()


def run(kind):
    average, steps = 100.0, []
    for step, counts in enumerate(POSITIVES):
        logits, deltas = pattern((3, ANCHORS, CLASSES), step, 4), pattern((3, ANCHORS, 4), step + 5, 1)
        parts = [image_loss(logits[image], deltas[image], count) for image, count in enumerate(counts)]
        if kind == "image":
            classes, boxes = (sum(part[of] / max(1, count) for part, count in zip(parts, counts)) / 3 for of in (0, 1))
        else:
            positives = max(1, sum(counts))
            average = 0.9 * average + 0.1 * positives
            divisor = positives if kind == "batch" else average
            classes, boxes = (sum(part[of] for part in parts) / divisor for of in (0, 1))
        gradients = torch.autograd.grad(classes + boxes, (logits, deltas), allow_unused=True)
        steps.append({
            "classLoss": classes.item(), "boxLoss": boxes.item(),
            "logitGradients": gradients[0].norm(dim=(1, 2)).tolist(), "deltaGradients": gradients[1].norm(dim=(1, 2)).tolist(),
        })
    return steps


json.dump({"positives": POSITIVES, "kinds": {kind: run(kind) for kind in ("batch", "image", "ema")}}, sys.stdout)
