"""One measurement of PyTorch, for compare.ts: the same networks, batches and work as the studio's side (studio.ts).

Run: python reference.py CASE ROUNDS FOLDER, with two threads by OMP_NUM_THREADS=2; needs torch, torchvision, pillow.
FOLDER holds images.json and the images that it names. Prints one JSON object on the last line.
"""
import json
import math
import os
import random
import resource
import sys
import time

import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.retinanet import RetinaNet
from torchvision.ops import batched_nms, box_iou, sigmoid_focal_loss
from torchvision.ops.feature_pyramid_network import LastLevelP6P7
from torchvision.ops.misc import FrozenBatchNorm2d

CASE, ROUNDS, FOLDER = sys.argv[1], int(sys.argv[2]), sys.argv[3]
THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))
torch.set_num_threads(THREADS)
torch.set_flush_denormal(True)
if os.environ.get("FOCAL_BENCH_PRECISION") == "bfloat16":
    torch.backends.mkldnn.conv.fp32_precision = "bf16"
    torch.backends.mkldnn.matmul.fp32_precision = "bf16"
torch.manual_seed(0)
random.seed(0)
CLASSES, PER_POSITION = 3, 9


def convolution(inputs, outputs, size=3, stride=1):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2)


def leaky(x):
    return F.leaky_relu(x, 0.1)


class Stage(nn.Module):
    """Cross-stage partial stage: twice as many channels come out as `channels`."""

    def __init__(self, inputs, channels, blocks, stride):
        super().__init__()
        self.entry = convolution(inputs, channels, stride=stride)
        self.first = nn.ModuleList(convolution(channels, channels // 2) for _ in range(blocks))
        self.second = nn.ModuleList(convolution(channels // 2, channels // 2) for _ in range(blocks))
        self.exit = convolution(channels, channels)

    def forward(self, x):
        x = leaky(self.entry(x))
        y = x
        for first, second in zip(self.first, self.second):
            half = leaky(first(y))
            y = torch.cat([leaky(second(half)), half], 1)
        return torch.cat([leaky(self.exit(y)), x], 1)


class Quick(nn.Module):
    """The quick preset: CSP backbone with its laterals, narrow pyramid, two light heads."""

    def __init__(self):
        super().__init__()
        self.stem = convolution(3, 32, stride=2)
        self.c2, self.c3 = Stage(32, 32, 1, 1), Stage(64, 64, 2, 2)
        self.c4, self.c5 = Stage(128, 128, 2, 2), Stage(256, 256, 3, 2)
        self.laterals = nn.ModuleList(nn.Conv2d(c, 128, 1) for c in (128, 256, 512))
        self.outputs = nn.ModuleList(convolution(128, 64) for _ in range(3))
        self.p6, self.p7 = convolution(512, 64, stride=2), convolution(64, 64, stride=2)
        self.towers = nn.ModuleList(nn.ModuleList(convolution(64, 64) for _ in range(2)) for _ in range(2))
        self.scores, self.boxes = convolution(64, PER_POSITION * CLASSES), convolution(64, PER_POSITION * 4)
        nn.init.constant_(self.scores.bias, -math.log(99))

    def lower(self, pixels):
        x = leaky(self.stem((pixels - 118) / 57))
        return self.c3(self.c2(F.max_pool2d(x, 3, 2, 1)))

    def upper(self, c3):
        c4 = self.c4(c3)
        c5 = self.c5(c4)
        l3, l4, l5 = (layer(x) for layer, x in zip(self.laterals, (c3, c4, c5)))
        grow = lambda x: F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        t4 = l4 + grow(l5)
        p3 = l3 + grow(t4)
        p4 = t4 + F.avg_pool2d(p3, 2)
        p5 = l5 + F.avg_pool2d(p4, 2)
        levels = [out(x * scale) for out, x, scale in zip(self.outputs, (p3, p4, p5), (11, 6, 4.8))]
        levels.append(self.p6(c5 * 11))
        levels.append(self.p7(F.relu(levels[-1])))
        return self.head(levels, 0, self.scores, CLASSES), self.head(levels, 1, self.boxes, 4)

    def head(self, levels, tower, output, values):
        found = []
        for x in levels:
            for layer in self.towers[tower]:
                x = F.relu(layer(x))
            found.append(output(x).permute(0, 2, 3, 1).reshape(len(x), -1, values))
        return torch.cat(found, 1)


def anchors_of(height, width):
    boxes = []
    for level in range(3, 8):
        stride = 2**level
        shapes = [(3 * stride * 2 ** (s / 3), r) for s in range(3) for r in (0.5, 1, 2)]
        half = torch.tensor([[side / math.sqrt(r) / 2, side * math.sqrt(r) / 2] for side, r in shapes])
        y, x = torch.meshgrid(
            (torch.arange(math.ceil(height / stride)) + 0.5) * stride,
            (torch.arange(math.ceil(width / stride)) + 0.5) * stride,
            indexing="ij",
        )
        centre = torch.stack([x, y], -1).reshape(-1, 1, 2)
        boxes.append(torch.cat([centre - half, centre + half], -1).reshape(-1, 4))
    return torch.cat(boxes)


def match(anchors, boxes):
    """For each anchor its box, -1 for background, -2 for neither."""
    overlap = box_iou(boxes, anchors)
    best, which = overlap.max(0)
    which[best < 0.5] = -2
    which[best < 0.4] = -1
    rows, columns = torch.where((overlap >= overlap.max(1, keepdim=True).values - 1e-4) & (overlap > 0.1))
    which[columns] = rows
    return which


def encode(anchors, boxes):
    size, place = anchors[:, 2:] - anchors[:, :2], (anchors[:, 2:] + anchors[:, :2]) / 2
    own, centre = boxes[:, 2:] - boxes[:, :2], (boxes[:, 2:] + boxes[:, :2]) / 2
    return torch.cat([(centre - place) / size, torch.log(own.clamp(min=1) / size)], 1)


def loss_of(logits, deltas, anchors, boxes, labels, matches):
    positives = max(1, sum(int((m >= 0).sum()) for m in matches))
    total = logits.new_zeros(())
    for image, which in enumerate(matches):
        positive, used = which >= 0, which >= -1
        target = torch.zeros_like(logits[image])
        target[positive, labels[image][which[positive]]] = 1
        total = total + sigmoid_focal_loss(logits[image][used], target[used], 0.25, 2, "sum")
        wanted = encode(anchors[positive], boxes[image][which[positive]])
        total = total + F.l1_loss(deltas[image][positive], wanted, reduction="sum")
    return total / positives


class Training:
    """Two parameter groups under AdamW, clipping, moving average: what one step of the quick preset does."""

    def __init__(self, network, backbone, rest):
        self.parameters = backbone + rest
        groups = [{"params": rest}, {"params": backbone, "lr": 3e-4}]
        self.optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=1e-4, foreach=True)
        self.average = [parameter.detach().clone() for parameter in self.parameters]

    def step(self, loss):
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 5.0, foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.parameters, 0.01)


def fixed_boxes():
    boxes = torch.tensor([[30.0 * i, 20.0 * i, 30.0 * i + 70, 20.0 * i + 70] for i in range(15)])
    return boxes, torch.zeros(15, dtype=torch.long)


def quick_training():
    network = Quick().to(memory_format=torch.channels_last)
    for part in (network.stem, network.c2, network.c3):
        part.requires_grad_(False)
    old = [network.c4, network.c5, network.laterals]
    backbone = [p for part in old for p in part.parameters()]
    known = {id(p) for p in backbone}
    rest = [p for p in network.parameters() if p.requires_grad and id(p) not in known]
    return network, Training(network, backbone, rest)


def resnet():
    extra = LastLevelP6P7(256, 256)
    backbone = resnet_fpn_backbone(
        backbone_name="resnet50",
        weights=None,
        norm_layer=FrozenBatchNorm2d,
        trainable_layers=3,
        returned_layers=[2, 3, 4],
        extra_blocks=extra,
    )
    sizes = tuple((x, int(x * 2 ** (1 / 3)), int(x * 2 ** (2 / 3))) for x in (32, 64, 128, 256, 512))
    generator = AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * 5)
    return RetinaNet(backbone, CLASSES, anchor_generator=generator).to(memory_format=torch.channels_last)


def letterbox(image, width, height):
    scale = min(width / image.width, height / image.height)
    size = (round(image.width * scale), round(image.height * scale))
    canvas = Image.new("RGB", (width, height), (127, 127, 127))
    canvas.paste(image.resize(size, Image.BILINEAR), (0, 0))
    return canvas, scale


def tensor_of(image):
    raw = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
    return raw.view(image.height, image.width, 3).permute(2, 0, 1).float()


class Samples(torch.utils.data.Dataset):
    """Decoded, flipped, scaled, moved, recoloured and matched: what the studio's sample threads do."""

    def __init__(self, entries, count):
        self.entries, self.count, self.anchors = entries, count, anchors_of(384, 512)

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        entry, draw = self.entries[index % len(self.entries)], random.Random(index)
        image, scale = letterbox(Image.open(os.path.join(FOLDER, entry["file"])).convert("RGB"), 512, 384)
        boxes = torch.tensor(entry["boxes"], dtype=torch.float32) * scale
        if draw.random() < 0.5:
            image = image.transpose(Image.FLIP_LEFT_RIGHT)
            boxes[:, [0, 2]] = 512 - boxes[:, [2, 0]]
        factor = math.exp(draw.uniform(math.log(0.8), -math.log(0.8)))
        x = draw.uniform(min(0, 512 - 512 * factor), max(0, 512 - 512 * factor))
        y = draw.uniform(min(0, 384 - 384 * factor), max(0, 384 - 384 * factor))
        back = (1 / factor, 0, -x / factor, 0, 1 / factor, -y / factor)
        image = image.transform((512, 384), Image.AFFINE, back, Image.BILINEAR, fillcolor=(127, 127, 127))
        boxes = boxes * factor + torch.tensor([x, y, x, y])
        boxes[:, [0, 2]] = boxes[:, [0, 2]].clamp(0, 512)
        boxes[:, [1, 3]] = boxes[:, [1, 3]].clamp(0, 384)
        boxes = boxes[((boxes[:, 2:] - boxes[:, :2]) > 2).all(1)]
        pixels = (tensor_of(image) - 127) * draw.uniform(0.95, 1.05) + 127 + draw.uniform(-6, 6)
        if len(boxes) == 0:
            return pixels, boxes, torch.full((len(self.anchors),), -1)
        return pixels, boxes, match(self.anchors, boxes)


def repeat(work):
    """Milliseconds of each round after one that warms up, by the clock that compare.ts asks for."""
    clock = time.process_time if os.environ.get("FOCAL_BENCH_CLOCK") == "processor" else time.perf_counter
    found = []
    for round_ in range(ROUNDS + 1):
        start = clock()
        work()
        if round_ > 0:
            found.append((clock() - start) * 1000)
    return found


def forward_quick():
    network = Quick().to(memory_format=torch.channels_last).eval()
    pixels = (torch.rand(4, 3, 384, 512) * 255).contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        return repeat(lambda: network.upper(network.lower(pixels)))


def step_quick():
    network, training = quick_training()
    anchors, (boxes, labels) = anchors_of(384, 512), fixed_boxes()
    matches = [match(anchors, boxes)] * 4
    c3 = (torch.randn(4, 128, 48, 64) * 0.13).contiguous(memory_format=torch.channels_last)

    def step():
        logits, deltas = network.upper(c3)
        training.step(loss_of(logits, deltas, anchors, [boxes] * 4, [labels] * 4, matches))

    return repeat(step)


def forward_resnet50():
    network = resnet().eval()
    pixels = torch.randn(2, 3, 512, 512).contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        return repeat(lambda: network.head(list(network.backbone(pixels).values())))


def step_resnet50():
    network = resnet().train()
    parameters = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(parameters, lr=1e-4, momentum=0.9, weight_decay=1e-4, foreach=True)
    average = [p.detach().clone() for p in parameters]
    pixels = torch.randn(2, 3, 512, 512).contiguous(memory_format=torch.channels_last)
    boxes, labels = fixed_boxes()
    targets = [{"boxes": boxes, "labels": labels}] * 2

    def step():
        features = list(network.backbone(pixels).values())
        anchors = network.anchor_generator(ImageList(pixels, [(512, 512)] * 2), features)
        losses = network.compute_loss(targets, network.head(features), anchors)
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_(parameters, 5.0, foreach=True)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            torch._foreach_lerp_(average, parameters, 0.01)

    return repeat(step)


def training():
    """Milliseconds of each step of four images, with loading; the loader works in a process beside."""
    entries = json.load(open(os.path.join(FOLDER, "images.json")))
    network, state = quick_training()
    anchors = anchors_of(384, 512)
    loader = torch.utils.data.DataLoader(
        Samples(entries, 4 * (ROUNDS + 1)), 4, num_workers=1, prefetch_factor=4, collate_fn=lambda batch: batch
    )
    found, start = [], time.perf_counter()
    for batch in loader:
        pixels = torch.stack([sample[0] for sample in batch]).contiguous(memory_format=torch.channels_last)
        with torch.no_grad():
            c3 = network.lower(pixels)
        logits, deltas = network.upper(c3)
        boxes = [sample[1] for sample in batch]
        labels = [torch.zeros(len(own), dtype=torch.long) for own in boxes]
        state.step(loss_of(logits, deltas, anchors, boxes, labels, [sample[2] for sample in batch]))
        found.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
    return found[1:]


def detection():
    """Milliseconds of each image from its file to boxes."""
    entries = json.load(open(os.path.join(FOLDER, "images.json")))
    network = Quick().to(memory_format=torch.channels_last).eval()
    anchors = anchors_of(384, 512)
    size, place = anchors[:, 2:] - anchors[:, :2], (anchors[:, 2:] + anchors[:, :2]) / 2
    turn = iter(range(10**9))

    def detect():
        entry = entries[next(turn) % len(entries)]
        image, scale = letterbox(Image.open(os.path.join(FOLDER, entry["file"])).convert("RGB"), 512, 384)
        pixels = tensor_of(image)[None].contiguous(memory_format=torch.channels_last)
        logits, deltas = network.upper(network.lower(pixels))
        scores, index = logits[0].sigmoid().flatten().topk(1000)
        keep = scores > 0.005
        scores, index = scores[keep], index[keep]
        rows, labels = index // CLASSES, index % CLASSES
        centre = place[rows] + deltas[0, rows, :2] * size[rows]
        half = deltas[0, rows, 2:].clamp(max=math.log(1000 / 16)).exp() * size[rows] / 2
        boxes = torch.cat([centre - half, centre + half], 1) / scale
        kept = batched_nms(boxes, scores, labels, 0.5)[:100]
        return boxes[kept].tolist(), scores[kept].tolist()

    with torch.inference_mode():
        return repeat(detect)


cases = {
    "forward-quick": forward_quick,
    "step-quick": step_quick,
    "forward-resnet50": forward_resnet50,
    "step-resnet50": step_resnet50,
    "training": training,
    "training-fresh": training,
    "detection": detection,
}
found = cases[CASE]()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"milliseconds": found, "peakBytes": peak * 1024}))
