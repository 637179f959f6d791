"""Exported models in native onnxruntime beside what the studio found: called by run.ts with its folder."""
import json, sys
from pathlib import Path

import numpy
import onnxruntime

folder = Path(sys.argv[1])
facts = json.loads((folder / "expected.json").read_text())
height, width = facts["input"]["height"], facts["input"]["width"]


def session(name):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(folder / name, options, providers=["CPUExecutionProvider"])


network, ending = session("onnx/model.onnx"), session("onnx/detections.onnx")
whole = session("onnx-detections/model.onnx")
names = ["boxes", "scores", "labels"]
worst = dict.fromkeys(("logits", "deltas", "scores", "boxes"), 0.0)
detections = moved = 0
for index, own in enumerate(facts["expected"]):
    pixels = numpy.fromfile(folder / f"{index}.pixels", numpy.uint8).reshape(1, height, width, 3).astype("float32")
    logits, deltas = network.run(["class_logits", "box_deltas"], {"image": pixels})
    for name, found in (("logits", logits), ("deltas", deltas)):
        expected = numpy.fromfile(folder / f"{index}.{name}", numpy.float32)
        worst[name] = max(worst[name], float(numpy.abs(found.ravel() - expected).max()))
    detections += len(own["labels"])
    for boxes, scores, labels in (
        ending.run(names, {"class_logits": logits, "box_deltas": deltas}),
        whole.run(names, {"image": pixels}),
    ):
        if labels.tolist() != own["labels"]:
            moved += 1
            continue
        edges = numpy.minimum(boxes / own["scale"], own["limits"])
        worst["scores"] = max(worst["scores"], float(numpy.abs(scores - own["scores"]).max(initial=0)))
        worst["boxes"] = max(worst["boxes"], float(numpy.abs(edges - numpy.reshape(own["boxes"], (-1, 4))).max(initial=0)))
print(f"{len(facts['expected'])} images, {detections} detections, at most:", *(f"{k} {v:.2e}" for k, v in worst.items()))
print(f"images whose detections are not the same in the same order: {moved} of {2 * len(facts['expected'])}")
sys.exit(1 if moved or worst["scores"] > 1e-4 or worst["boxes"] > 0.5 else 0)
