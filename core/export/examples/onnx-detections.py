"""Detections of an image: python example.py IMAGE [LEAST_SCORE]     (pip install onnxruntime "pyvips[binary]")"""
import json, pathlib, sys, numpy, onnxruntime, pyvips

beside = pathlib.Path(__file__).with_name
card = json.loads(beside("card.json").read_text(encoding="utf-8"))
file, least = sys.argv[1], float((sys.argv + [0.3])[2])

# Fit the upright image into the input: scaled, at the top left, grey around it. As in the studio, libvips scales,
# JPEGs are shrunk while they are read, and colour profiles are applied.
image = pyvips.Image.new_from_file(file)
sides = [image.autorot().width, image.autorot().height]
scale = min(card["input"]["width"] / sides[0], card["input"]["height"] / sides[1])
across, down = (max(1, int(side * scale + 0.5)) for side in (image.width, image.height))
if image.get("vips-loader") == "jpegload":
    image = pyvips.Image.new_from_file(file, shrink=max(n for n in (1, 2, 4, 8) if n == 1 or 2 * n * scale <= 1))
if image.interpretation == "cmyk" or image.get_typeof("icc-profile-data"):
    image = image.icc_transform("srgb", embedded=True, input_profile="cmyk", intent="perceptual")
image = image.flatten(background=127) if image.hasalpha() else image
image = image.resize(across / image.width, vscale=down / image.height, kernel="linear").colourspace("srgb").autorot()
image = image.embed(0, 0, card["input"]["width"], card["input"]["height"], extend="background", background=127)

session = onnxruntime.InferenceSession(beside("model.onnx"))
boxes, scores, labels = session.run(["boxes", "scores", "labels"], {"image": image.numpy().astype("float32")[None]})
# Best first, so that those above the least score come before the others.
for box, score, label in zip(numpy.minimum(boxes / scale, sides * 2), scores[scores >= least], labels):
    print(card["classes"][label]["name"], f"{score:.3f}", *(f"{edge:.1f}" for edge in box))
