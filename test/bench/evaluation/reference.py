"""Evaluates COCO files with pycocotools or faster-coco-eval and prints seconds, peak memory and the twelve numbers.

Run: python reference.py pycocotools|faster TRUTH DETECTIONS. Needs pycocotools, or faster-coco-eval.
"""
import contextlib
import io
import json
import resource
import sys
import time

name, truth_file, detection_file = sys.argv[1:]
if name == "pycocotools":
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval
else:
    from faster_coco_eval import COCO
    from faster_coco_eval import COCOeval_faster as COCOeval

with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO(truth_file)
    found = truth.loadRes(detection_file)
    evaluation = COCOeval(truth, found, "bbox")
    start = time.perf_counter()
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "peakBytes": peak, "stats": [float(value) for value in evaluation.stats[:12]]}))
