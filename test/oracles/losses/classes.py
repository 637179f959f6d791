"""Class losses and their gradients at logits from one saturated end to the other, by PyTorch autograd in float64.

Run: python classes.py > classes.json. Needs torch.
"""
import json
import sys

import torch
import torch.nn.functional as F

# All are float32 numbers but the thousandths. 14, 16 and 17 are near where float32 forms change over, 87 to 89 where
# exp overflows, 103 and 104 where the smallest of its numbers end.
SIZES = (0, 1e-3, 0.125, 0.5, 1, 2, 5, 10, 14, 16, 17, 20, 30, 50, 70, 87, 87.25, 88, 89, 100, 103, 104, 120)
LOGITS = sorted({float(sign * size) for size in SIZES for sign in (1, -1)})
GAMMAS = (0, 0.1, 0.2, 0.5, 1, 2, 5)


def softplus(x):
    """PyTorch's own is the identity from 20 on; in double precision that would cost digits."""
    return F.softplus(x, threshold=1000)


def loss(case, x_t):
    name, gamma = case["name"], case["gamma"]
    if name == "hinge":
        return F.relu(case["margin"] - x_t)
    if name == "focal-star":
        return softplus(-(gamma * x_t + case["beta"])) / gamma
    return torch.exp(-gamma * softplus(x_t)) * softplus(-x_t)


def case(name, alpha=None, gamma=0, beta=0, margin=1):
    return {"name": name, "alpha": alpha, "gamma": gamma, "beta": beta, "margin": margin}


CASES = [
    case("ce"),
    *[case("balanced-ce", alpha=alpha) for alpha in (0.25, 0.75, 0.999)],
    *[case("focal", gamma=gamma) for gamma in GAMMAS],
    *[case("balanced-focal", alpha=0.25, gamma=gamma) for gamma in GAMMAS],
    *[case("focal-star", gamma=gamma, beta=beta) for gamma in (*GAMMAS[1:], 4) for beta in (0, 1)],
    *[case("hinge", margin=margin) for margin in (0.5, 1, 2)],
]


def measure(case, label):
    x = torch.tensor(LOGITS, dtype=torch.float64, requires_grad=True)
    weight = 1 if case["alpha"] is None else (case["alpha"] if label else 1 - case["alpha"])
    value = weight * loss(case, x if label else -x)
    (gradient,) = torch.autograd.grad(value.sum(), x)
    assert torch.isfinite(value).all() and torch.isfinite(gradient).all(), case
    shorten = lambda numbers: [float(f"{number:.9g}") for number in numbers.tolist()]
    return {**case, "label": label, "values": shorten(value), "gradients": shorten(gradient)}


json.dump({"logits": LOGITS, "cases": [measure(case, label) for case in CASES for label in (1, 0)]}, sys.stdout)
