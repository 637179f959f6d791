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
boxes, scores, labels = session.run(["boxes", "scores", "labels"], {"image": pixels})
boxes = numpy.minimum(boxes / scale, [image.width, image.height] * 2)
for box, score, label in zip(boxes, scores, labels):
    if score >= least:
        print(card["classes"][label]["name"], f"{score:.3f}", *(f"{edge:.1f}" for edge in box))
