"""Golden numbers of whole updates, made by PyTorch: two parameter groups with rates of their own, clipping by the
length of all gradients together, moving average of the weights, and the schedules.

Run: python updates.py > updates.json. Needs torch. Gradients are a formula that the tests repeat.
"""
import json
import math
import sys
import warnings

import torch

warnings.simplefilter("ignore")
STEPS, RATE, CLIP, FACTOR = 10, 0.01, 0.8, 0.3


def gradient(weights, step, salt):
    index = torch.arange(float(len(weights)))
    return 0.6 * torch.sin(1.3 * step + 0.7 * index + salt) + 0.1 * weights.detach()


def updates(name):
    first = torch.tensor([0.5, -0.3, 0.0, 1.2, -2.0], requires_grad=True)
    second = torch.tensor([1.0, -1.0, 0.25], requires_grad=True)
    groups = [{"params": [first], "lr": RATE * FACTOR}, {"params": [second], "lr": RATE}]
    if name == "adamw":
        optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.1)
    else:
        optimizer = torch.optim.SGD(groups, lr=RATE, momentum=0.9, weight_decay=0.1)
    average = [first.detach().clone(), second.detach().clone()]
    norms = []
    for step in range(1, STEPS + 1):
        first.grad, second.grad = gradient(first, step, 0.0), gradient(second, step, 2.0)
        norms.append(torch.nn.utils.clip_grad_norm_([first, second], CLIP).item())
        optimizer.step()
        keep = min(0.99, (1 + step) / (10 + step))
        average = [keep * a + (1 - keep) * w.detach() for a, w in zip(average, (first, second))]
    return {
        "weights": first.tolist() + second.tolist(),
        "average": torch.cat(average).tolist(),
        "norms": norms,
    }


def schedule(make, points, momentum=False):
    """Factors at some of many steps, so many that PyTorch's counting from 0 to total - 1 makes no difference."""
    total = 20000
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0, momentum=0.9)
    scheduler = make(optimizer, total)
    rates, moments = [], []
    for step in range(total):
        if step in [round(p * total) for p in points]:
            rates.append(optimizer.param_groups[0]["lr"])
            moments.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if step < total - 1:
            scheduler.step()
    return {"points": points, "rates": rates, **({"momentum": moments} if momentum else {})}


S = torch.optim.lr_scheduler
POINTS = [0.0, 0.1, 0.2, 0.45, 0.65, 0.68, 0.8, 0.9, 0.99]
json.dump(
    {
        "updates": {name: updates(name) for name in ("adamw", "sgd")},
        "oneCycle": schedule(lambda o, n: S.OneCycleLR(o, max_lr=1.0, total_steps=n), POINTS, True),
        "cosine": schedule(lambda o, n: S.CosineAnnealingLR(o, T_max=n, eta_min=0.01), POINTS),
        "step": schedule(lambda o, n: S.MultiStepLR(o, [round(n * 2 / 3), round(n * 8 / 9)], gamma=0.1), POINTS),
    },
    sys.stdout,
)
