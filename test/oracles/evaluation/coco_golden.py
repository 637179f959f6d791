"""Golden numbers for core/evaluation, made by pycocotools 2.0.11 (numpy beside it).

Run again from the repository's root, with a Python that has pycocotools and numpy:
    python test/oracles/evaluation/coco_golden.py ../shared/data/format-zoo/coco_results

Writes, beside itself:
  fuzz.json.gz  seeded random cases, each with its inputs and pycocotools' numbers
  real.json.gz  pycocotools' numbers (and nothing else) for published result files, named by their path
Curves are run-length coded along the recall axis, [value, count, ...], since precision is a staircase.
"""
import contextlib, gzip, io, json, pathlib, sys

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

HERE = pathlib.Path(__file__).parent


def run_lengths(values):
    out = []
    for value in values.tolist():
        if out and out[-2] == value:
            out[-1] += 1
        else:
            out += [value, 1]
    return out


def golden(truth, results):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = json.loads(json.dumps(truth))
        coco.createIndex()
        # loadRes cannot take an empty list.
        if results:
            detections = coco.loadRes(json.loads(json.dumps(results)))
        else:
            detections = COCO()
            detections.dataset = {"images": truth["images"], "categories": truth["categories"], "annotations": []}
            detections.createIndex()
        evaluation = COCOeval(coco, detections, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    precision = np.moveaxis(evaluation.eval["precision"], 1, -1)  # T, K, A, M, R
    scores = np.moveaxis(evaluation.eval["scores"], 1, -1)
    return {
        "stats": evaluation.stats.tolist(),
        "shape": list(evaluation.eval["precision"].shape),
        "precision": [run_lengths(curve) for curve in precision.reshape(-1, precision.shape[-1])],
        "scores": [run_lengths(curve) for curve in scores.reshape(-1, scores.shape[-1])],
        "recall": evaluation.eval["recall"].ravel().tolist(),
    }


def random_case(seed):
    """Ties in scores and in IoU, empty images, absent classes, crowds, areas on the boundaries, over 100 detections."""
    rng = np.random.default_rng(seed)
    categories = [int(c) for c in rng.permutation([1, 2, 3, 7])[: rng.integers(1, 4)]]
    images = [int(i) for i in rng.permutation(np.arange(1, 30))[: rng.integers(1, 6)]]
    grid = rng.random() < 0.5  # whole coordinates make equal IoUs likely

    def number(low, high):
        value = rng.uniform(low, high)
        return float(round(value)) if grid else float(value)

    annotations, results = [], []
    for image in images:
        if rng.random() < 0.2:
            continue  # an image without ground truth
        for _ in range(rng.integers(0, 8)):
            side = rng.choice([32.0, 96.0, 0.0], p=[0.15, 0.15, 0.7])
            width, height = (side, side) if side else (number(1, 120), number(1, 120))
            box = [number(0, 150), number(0, 150), float(width), float(height)]
            annotation = {
                "id": len(annotations) + 1,
                "image_id": image,
                "category_id": int(rng.choice(categories)),
                "bbox": box,
                "area": box[2] * box[3] * (float(rng.choice([1.0, 0.6])) if rng.random() < 0.3 else 1.0),
                "iscrowd": int(rng.random() < 0.15),
            }
            annotations.append(annotation)
            if rng.random() < 0.15:  # the same box labelled twice: equal IoUs
                annotations.append({**annotation, "id": len(annotations) + 1, "iscrowd": 0})
    for annotation in annotations:
        for _ in range(rng.integers(0, 4)):
            jitter = rng.choice([0.0, 2.0, 12.0])
            box = [v + (number(-jitter, jitter) if jitter else 0.0) for v in annotation["bbox"]]
            results.append(
                {
                    "image_id": annotation["image_id"],
                    "category_id": annotation["category_id"] if rng.random() < 0.85 else int(rng.choice(categories)),
                    "bbox": [box[0], box[1], max(box[2], 0.5), max(box[3], 0.5)],
                    "score": float(round(rng.random(), 1)),  # one decimal: ties
                }
            )
    many = images[0] if rng.random() < 0.25 else None
    for image in images:
        for _ in range(130 if image == many else rng.integers(0, 5)):
            size = float(rng.choice([8.0, 32.0, 40.0, 96.0]))
            results.append(
                {
                    "image_id": image,
                    "category_id": int(rng.choice(categories)),
                    "bbox": [number(0, 150), number(0, 150), size, size],
                    "score": float(round(rng.random(), 2)),
                }
            )
    if rng.random() < 0.1:
        results = []
    order = rng.permutation(len(results))
    return {
        "images": [{"id": i} for i in images],
        "categories": [{"id": c, "name": f"class {c}"} for c in categories],
        "annotations": annotations,
    }, [results[i] for i in order]


def write(name, content):
    data = json.dumps(content, separators=(",", ":")).encode()
    # mtime 0: the same numbers give the same file.
    (HERE / name).write_bytes(gzip.compress(data, 9, mtime=0))
    print(name, len(content), "cases,", (HERE / name).stat().st_size, "bytes")


def main():
    cases = []
    for seed in range(40):
        truth, results = random_case(seed)
        cases.append({"seed": seed, "truth": truth, "results": results, "golden": golden(truth, results)})
    write("fuzz.json.gz", cases)

    root = pathlib.Path(sys.argv[1])
    truth_path = "review_metrics/tests/test_coco_eval/gts/sampled_gts_bbox_area.json"
    truth = json.loads((root / truth_path).read_text())
    for annotation in truth["annotations"]:
        annotation.setdefault("iscrowd", 0)
    real = []
    for path in [
        "cocoapi/instances_val2014_fakebbox100_results.json",
        "review_metrics/tests/test_coco_eval/dets/sampled_bbox_results.json",
    ]:
        results = json.loads((root / path).read_text())
        if isinstance(results, dict):
            results = [
                {key: row[key] for key in ("image_id", "category_id", "bbox", "score")} for row in results["annotations"]
            ]
        real.append({"truth": truth_path, "results": path, "golden": golden(truth, results)})
    write("real.json.gz", real)


main()
