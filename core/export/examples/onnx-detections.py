"""Detections of an image: python example.py IMAGE [LEAST_SCORE]     (pip install onnxruntime "pyvips[binary]")"""
import json, pathlib, sys
import numpy, onnxruntime, pyvips

beside = pathlib.Path(__file__).with_name
card = json.loads(beside("card.json").read_text(encoding="utf-8"))
file, least = sys.argv[1], float((sys.argv + [0.3])[2])

# Fit the upright image into the input: scaled, at the top left, grey around it. As in the studio, libvips scales, and
# JPEGs are shrunk while they are read.
width, height = card["input"]["width"], card["input"]["height"]
image = pyvips.Image.new_from_file(file)
sides = [image.autorot().width, image.autorot().height]
scale = min(width / sides[0], height / sides[1])
across, down = (max(1, int(side * scale + 0.5)) for side in (image.width, image.height))
if image.get("vips-loader") == "jpegload":
    image = pyvips.Image.new_from_file(file, shrink=max(n for n in (1, 2, 4, 8) if n == 1 or 2 * n * scale <= 1))
image = image.flatten(background=127) if image.hasalpha() else image
image = image.colourspace("srgb").resize(across / image.width, vscale=down / image.height, kernel="linear")
image = image.autorot().embed(0, 0, width, height, extend="background", background=127)

session = onnxruntime.InferenceSession(beside("model.onnx"))
boxes, scores, labels = session.run(["boxes", "scores", "labels"], {"image": image.numpy().astype("float32")[None]})
# Best first, so that those above the least score come before the others.
for box, score, label in zip(numpy.minimum(boxes / scale, sides * 2), scores[scores >= least], labels):
    print(card["classes"][label]["name"], f"{score:.3f}", *(f"{edge:.1f}" for edge in box))
