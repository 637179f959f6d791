"""Hard example mining on a small grid of anchors: which anchors are chosen, the loss and its gradient, by torchvision's
NMS and PyTorch autograd in float64.

Run: python mining.py > mining.json. Needs torch, torchvision. Logits, labels and anchors are formulas that the test repeats.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F
from torchvision.ops import nms

HEIGHT, WIDTH, CLASSES = 96, 128, 3


def anchors():
    boxes = []
    for stride in (8, 16, 32, 64, 128):
        for row in range(math.ceil(HEIGHT / stride)):
            for column in range(math.ceil(WIDTH / stride)):
                for scale in range(3):
                    for ratio in (0.5, 1, 2):
                        side = 3 * stride * 2 ** (scale / 3)
                        w, h = side / math.sqrt(ratio), side * math.sqrt(ratio)
                        x, y = (column + 0.5) * stride, (row + 0.5) * stride
                        boxes.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(boxes).double()


BOXES = anchors()
COUNT = len(BOXES)
index = torch.arange(COUNT * CLASSES, dtype=torch.float64)
LOGITS = (3 * torch.sin(0.37 * index * index) - 2).float().double().reshape(COUNT, CLASSES)


def labels(every):
    """Every so many anchors one is positive, of the classes in turn; the one after it is ignored."""
    found = torch.full((COUNT,), -1)
    if every:
        found[::every] = torch.arange(len(found[::every])) % CLASSES
        found[1::every] = -2
    return found


def mine(every, examples, iou, ratio):
    label = labels(every)
    x = LOGITS.clone().requires_grad_()
    target = torch.zeros_like(x)
    positive = label >= 0
    target[positive, label[positive]] = 1
    loss = F.binary_cross_entropy_with_logits(x, target, reduction="none").sum(1)
    usable = torch.where(label != -2)[0]
    kept = usable[nms(BOXES[usable], loss[usable].detach(), iou)]
    if ratio:
        hard = kept[positive[kept]][: examples // 4]
        kept = torch.cat([hard, kept[~positive[kept]][: 3 * max(1, len(hard))]])
    else:
        kept = kept[:examples]
    total = loss[kept].sum() / max(1, int(positive.sum()))
    (gradient,) = torch.autograd.grad(total, x)
    return {
        "every": every, "examples": examples, "iou": iou, "ratio": ratio, "chosen": sorted(kept.tolist()),
        "loss": total.item(), "gradientNorm": gradient.norm().item(),
    }


json.dump([
    mine(every, examples, iou, ratio)
    for every in (0, 11, 97) for examples in (16, 128, 512) for iou in (0.5, 0.7) for ratio in (False, True)
], sys.stdout)
