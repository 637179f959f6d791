"""Checks exported ONNX models by onnx's own checker and in native onnxruntime, beside the studio's results.

    pip install onnx onnxruntime numpy
    node build/node24.mjs test/oracles/export/models.ts FOLDER && python test/oracles/export/check.py FOLDER

Ends with an error when a model is not valid ONNX, or differs by more than 1e-3 in a logit, 1e-4 in a score or half a
pixel in a box. Of detections whose scores tie, either may come first. Writes nothing.
"""
import json, sys
from pathlib import Path

import numpy
import onnx
import onnxruntime

# Scores are equal within this part: which of two comes first is then a matter of rounding.
TIE = 1e-5


def paired(own, boxes, scores):
    """The studio's detections in the order of those found: each the nearest of those with the same score."""
    left = list(own)
    for box, score in zip(boxes, scores):
        tied = [one for one in left if abs(one["score"] - score) < TIE] or left[:1]
        nearest = min(tied, key=lambda one: numpy.abs(numpy.subtract(one["box"], box)).max())
        left.remove(nearest)
        yield nearest


worst = {"logits": 0.0, "deltas": 0.0, "scores": 0.0, "boxes": 0.0}
for facts in sorted(Path(sys.argv[1]).glob("*.json")):
    expected = json.loads(facts.read_text())
    stem = str(facts.with_suffix(""))
    sessions = {}
    for kind in ("network", "detections"):
        file = f"{stem}.{kind}.onnx"
        onnx.checker.check_model(file, full_check=True)
        onnx.shape_inference.infer_shapes(onnx.load(file), check_type=True, strict_mode=True, data_prop=True)
        sessions[kind] = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    height, width = expected["input"]["height"], expected["input"]["width"]
    pixels = numpy.fromfile(f"{stem}.pixels", numpy.uint8).reshape(1, height, width, 3).astype(numpy.float32)

    logits, deltas, anchors = sessions["network"].run(["class_logits", "box_deltas", "anchors"], {"image": pixels})
    twice = sessions["network"].run(["class_logits"], {"image": numpy.repeat(pixels, 2, 0)})[0]
    assert twice.shape[0] == 2 and anchors.shape == deltas.shape[1:], expected["name"]
    boxes, scores, labels = sessions["detections"].run(["boxes", "scores", "labels"], {"image": pixels})
    empty = sessions["detections"].run(["boxes", "scores", "labels"], {"image": numpy.zeros_like(pixels)})
    assert empty[0].shape[1] == 4, expected["name"]
    assert len(labels) == len(expected["detections"]), expected["name"]
    own = list(paired(expected["detections"], boxes, scores))
    assert labels.tolist() == [one["label"] for one in own], expected["name"]
    differences = {
        "logits": numpy.abs(logits.ravel() - numpy.fromfile(f"{stem}.logits", numpy.float32)).max(),
        "deltas": numpy.abs(deltas.ravel() - numpy.fromfile(f"{stem}.deltas", numpy.float32)).max(),
        "scores": numpy.abs(scores - [one["score"] for one in own]).max(initial=0),
        "boxes": numpy.abs(boxes - [one["box"] for one in own]).max(initial=0),
    }
    print(f"{expected['name']:50} logits {logits.mean():.1f} ± {logits.std():.2f}, differences:", *(f"{k} {v:.2e}" for k, v in differences.items()))
    for name, value in differences.items():
        worst[name] = max(worst[name], float(value))
limits = {"logits": 1e-3, "deltas": 1e-3, "scores": 1e-4, "boxes": 0.5}
failed = [name for name, limit in limits.items() if worst[name] > limit]
sys.exit(f"too far from the studio: {', '.join(failed)}" if failed else 0)
