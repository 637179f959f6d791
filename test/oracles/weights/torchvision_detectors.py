"""Golden numbers of torchvision's two RetinaNets, with weights, pictures and boxes by formula.

Predictions and detections, as PyTorch has them in float32; losses and gradients of a first training step in float64,
each gradient with the relative error that PyTorch itself makes in float32, and with how much it moves in float64 when
weights move by a millionth. Run again with a Python that has torch and torchvision:
python test/oracles/weights/torchvision_detectors.py
(--full VERSION W H instead prints detections of one picture of that size at torchvision's own 800 x 1333 in both
precisions, for test/bench/torchvision/run.ts.)
"""

import base64
import json
import sys
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torchvision.models import resnet50
from torchvision.models.detection import retinanet
from torchvision.models.detection.backbone_utils import _resnet_fpn_extractor
from torchvision.ops import misc
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

classes = 91


def hashed(name, count):
    """Numbers in [-1, 1): an FNV-1a hash of the name and each place, mixed as MurmurHash3 ends."""
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) % 2**32
    with np.errstate(over="ignore"):
        h = np.uint32(seed) + np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h *= np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
    return h.astype(np.float64) / 2**31 - 1


def value(name, shape):
    """Filters keep the size of what passes through; residual branches add little; logits reach a score of .05 often."""
    count = int(np.prod(shape, dtype=np.int64))
    u = hashed(name, count)
    if len(shape) == 4:
        relu_follows = "fpn" not in name and "logits" not in name and "bbox_reg" not in name
        gain = 6 if relu_follows else 3
        values = u * np.sqrt(gain / np.prod(shape[1:]))
        values *= 0.4 if "bbox_reg" in name else 0.3 if "inner_blocks" in name else 1
    elif name.endswith("running_var"):
        values = 1 + 0.3 * u
    elif name.endswith("running_mean"):
        values = 0.2 * u
    elif name.endswith("weight"):
        values = 0.25 + 0.05 * u if "bn3" in name else 1 + 0.2 * u
    elif "cls_logits" in name:
        values = 0.3 * u - 3
    else:
        values = 0.1 * u
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def fill(model):
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point():
                tensor.copy_(value(name, tuple(tensor.shape)))
    return model


def version1(**sizes):
    backbone = resnet50(weights=None, norm_layer=misc.FrozenBatchNorm2d)
    backbone = _resnet_fpn_extractor(backbone, 3, returned_layers=[2, 3, 4], extra_blocks=LastLevelP6P7(256, 256))
    return fill(retinanet.RetinaNet(backbone, classes, **sizes))


def version2(**sizes):
    backbone = resnet50(weights=None)
    backbone = _resnet_fpn_extractor(backbone, 3, returned_layers=[2, 3, 4], extra_blocks=LastLevelP6P7(2048, 256))
    anchors = retinanet._default_anchorgen()
    head = retinanet.RetinaNetHead(256, 9, classes, norm_layer=partial(torch.nn.GroupNorm, 32))
    head.regression_head._loss_type = "giou"
    return fill(retinanet.RetinaNet(backbone, classes, anchor_generator=anchors, head=head, **sizes))


def picture(width, height, salt):
    """Waves and edges, 0..255: [3, height, width]."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    waves = (y * 7 + x * 13 + c * 29 + salt * 31 + (y * x) // 50) % 256
    blocks = ((x // 24 + y // 18 + c + salt) % 3) * 60
    return torch.from_numpy(((waves + blocks) // 2).astype(np.uint8)).permute(2, 0, 1)


def scales_first(values):
    """[R, V] with the ratios of a position outside -> scales outside, as the studio has them."""
    return values.reshape(-1, 3, 3, values.shape[-1]).transpose(1, 2).reshape(values.shape)


def pack(values):
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()


def sampled(tensor, count):
    """Evenly spaced places of the flat tensor, as the test takes them, too."""
    flat = tensor.detach().reshape(-1)
    at = torch.arange(count, dtype=torch.float64) * (len(flat) - 1) / (count - 1)
    return pack(flat[at.floor().long()].numpy())


def statistics(tensor):
    flat = tensor.detach().double()
    return {"mean": flat.mean().item(), "deviation": flat.std().item(), "count": flat.numel()}


def predictions(model, image):
    """The picture is 0..1, in the model's precision."""
    seen = {}
    handle = model.head.register_forward_hook(lambda _m, _i, out: seen.update(out))
    anchors = {}
    other = model.anchor_generator.register_forward_hook(lambda _m, _i, out: anchors.update(boxes=out[0]))
    with torch.no_grad():
        (found,) = model([image])
    handle.remove()
    other.remove()
    logits = scales_first(seen["cls_logits"][0])
    deltas = scales_first(seen["bbox_regression"][0])
    boxes = scales_first(anchors["boxes"])
    gaps = found["scores"][:-1] - found["scores"][1:]
    print("detections", len(found["scores"]), "smallest gap of scores", gaps.min().item(), file=sys.stderr)
    print("logits", statistics(logits), "deltas", statistics(deltas), file=sys.stderr)
    return {
        "logits": {"sample": sampled(logits, 4000), **statistics(logits)},
        "deltas": {"sample": sampled(deltas, 4000), **statistics(deltas)},
        "anchors": {"sample": sampled(boxes, 400), "count": len(boxes)},
        "detections": {
            "boxes": pack(found["boxes"].numpy()),
            "scores": pack(found["scores"].numpy()),
            "labels": found["labels"].tolist(),
        },
    }


truths = [
    {"boxes": [[12, 10, 70, 66], [90, 30, 118, 52], [40, 60, 150, 120]], "labels": [1, 17, 90]},
    {"boxes": [[5, 20, 45, 110]], "labels": [44]},
]

gradient_layers = [
    "backbone.body.layer2.0.conv1.weight",
    "backbone.body.layer4.2.conv3.weight",
    "backbone.fpn.inner_blocks.1.0.weight",
    "head.classification_head.conv.1.0.weight",
    "head.classification_head.cls_logits.weight",
    "head.regression_head.bbox_reg.weight",
]


def first_step(model, salts, keep_statistics):
    """Losses, matches and gradients. Batch normalisation goes by its moving statistics where they are to be kept."""
    model.train()
    if keep_statistics:
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.eval()
    precision = next(model.parameters()).dtype
    images = [picture(160, 128, salt).to(precision) / 255 for salt in salts]
    targets = [{"boxes": torch.tensor(t["boxes"], dtype=precision), "labels": torch.tensor(t["labels"])} for t in truths]
    seen = {}
    head = model.head
    compute = head.compute_loss

    def remember(targets_, outputs, anchors, matched):
        seen["positives"] = [int((m >= 0).sum()) for m in matched]
        seen["ignored"] = [int((m == -2).sum()) for m in matched]
        return compute(targets_, outputs, anchors, matched)

    head.compute_loss = remember
    losses = model(images, targets)
    sum(losses.values()).backward()
    parameters = dict(model.named_parameters())
    return losses, seen, {name: parameters[name].grad.double() for name in gradient_layers}


def shaken(model, seed):
    """Every weight changed by up to a millionth of itself: about what float32 makes of sums of its roundings."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.rand(parameter.shape, generator=generator, dtype=torch.float64)
            parameter.mul_(1 + 1e-6 * (2 * noise - 1))
    return model


def training(make, keep_statistics=False, salts=(1, 2), shakes=4):
    sizes = {"min_size": 128, "max_size": 160}
    losses, seen, gradients = first_step(make(**sizes).double(), salts, keep_statistics)

    def errors(model):
        _, _, found = first_step(model, salts, keep_statistics)
        return {name: ((found[name] - exact).norm() / exact.norm()).item() for name, exact in gradients.items()}

    own = errors(make(**sizes))
    moved = [errors(shaken(make(**sizes).double(), seed)) for seed in range(shakes)]
    print(salts, {name: loss.item() for name, loss in losses.items()}, seen, file=sys.stderr)
    for name in gradient_layers:
        print(name, "float32", own[name], "shaken", [each[name] for each in moved], file=sys.stderr)
    return {
        "salts": salts,
        **{name: loss.item() for name, loss in losses.items()},
        **seen,
        "gradients": {
            name: {
                "norm": exact.norm().item(),
                "sample": sampled(exact, 1000),
                "float32Error": own[name],
                "sensitivity": max(each[name] for each in moved),
            }
            for name, exact in gradients.items()
        },
    }


def detections(model, image):
    with torch.no_grad():
        (found,) = model([image])
    return {name: found[name].tolist() for name in ("boxes", "scores", "labels")}


versions = {"v1": version1, "v2": version2}
if len(sys.argv) > 1:
    make, width, height = versions[sys.argv[2]], int(sys.argv[3]), int(sys.argv[4])
    full = picture(width, height, 0)
    single = detections(make().eval(), full.float() / 255)
    print(json.dumps({"float32": single, "float64": detections(make().eval().double(), full.double() / 255)}))
    sys.exit()

golden = {"truths": truths}
for name, make in versions.items():
    model = make(min_size=256, max_size=320)
    golden[name] = {
        "tensors": {
            key: list(tensor.shape) for key, tensor in model.state_dict().items() if tensor.is_floating_point()
        },
        "predictions": predictions(model.eval(), picture(200, 150, 0).float() / 255),
    }
golden["v1"]["training"] = [training(version1)]
golden["v2"]["trainingByMovingStatistics"] = [training(version2, keep_statistics=True)]
golden["v2"]["training"] = [training(version2, salts=salts) for salts in ((1, 2), (3, 4), (5, 6))]
(Path(__file__).parent / "torchvision_detectors.json").write_text(json.dumps(golden) + "\n")
