"""Detections of an image: python example.py IMAGE [LEAST_SCORE]     (pip install onnxruntime numpy pillow)"""
import json, sys
from pathlib import Path
import numpy, onnxruntime
from PIL import Image, ImageOps

here = Path(__file__).parent
card = json.loads((here / "card.json").read_text(encoding="utf-8"))
least = float(sys.argv[2]) if len(sys.argv) > 2 else 0.3

# Fit the upright image into the input: scaled, at the top left, grey around it.
image = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGB")
width, height = card["input"]["width"], card["input"]["height"]
scale = min(width / image.width, height / image.height)
fitted = Image.new("RGB", (width, height), (127, 127, 127))
fitted.paste(image.resize((int(image.width * scale + 0.5), int(image.height * scale + 0.5)), Image.Resampling.BILINEAR))

session = onnxruntime.InferenceSession(here / "model.onnx")
pixels = numpy.asarray(fitted, numpy.float32)[None]
logits, deltas, anchors = session.run(["class_logits", "box_deltas", "anchors"], {"image": pixels})

# Candidates above the least score, best first; their boxes are the anchors, moved and stretched by the deltas.
scores = 1 / (1 + numpy.exp(-logits[0]))
rows, labels = numpy.nonzero(scores >= least)
order = numpy.argsort(-scores[rows, labels], kind="stable")[:1000]
rows, labels = rows[order], labels[order]
low, high = anchors[rows, :2], anchors[rows, 2:]
middle = (low + high) / 2 + deltas[0, rows, :2] * (high - low)
half = numpy.exp(numpy.minimum(deltas[0, rows, 2:], numpy.log(1000 / 16))) * (high - low) / 2
boxes = numpy.clip(numpy.hstack([middle - half, middle + half]), 0, [width, height] * 2)

# Keep a box unless a better one of its class overlaps it too much.
kept = []
for index, box in enumerate(boxes):
    rivals = boxes[[other for other in kept if labels[other] == labels[index]]].reshape(-1, 4)
    sides = numpy.minimum(rivals[:, 2:], box[2:]) - numpy.maximum(rivals[:, :2], box[:2])
    overlap = sides.clip(0).prod(1)
    union = (rivals[:, 2:] - rivals[:, :2]).prod(1) + (box[2:] - box[:2]).prod() - overlap
    if not (overlap > card["detection"]["nmsIou"] * union).any():
        kept.append(index)
for index in kept[: card["detection"]["perImage"]]:
    box = numpy.minimum(boxes[index] / scale, [image.width, image.height] * 2)
    name, score = card["classes"][labels[index]]["name"], scores[rows[index], labels[index]]
    print(name, f"{score:.3f}", *(f"{edge:.1f}" for edge in box))
