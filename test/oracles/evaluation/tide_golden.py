"""Golden numbers for core/evaluation/errorTypes, made by TIDE's own code (tidecv 1.0.1 with pycocotools 2.0.11).

Run again from the repository's root, with a Python that has tidecv, pycocotools and numpy:
    python test/oracles/evaluation/tide_golden.py

Writes tide.json.gz beside itself: seeded random cases with their inputs and TIDE's AP50, counts and gains.
Scores are all different (TIDE's order of equal scores is arbitrary) and each class has a ground truth (TIDE counts a
class without one as AP 0, COCO leaves it out). There are no crowds: TIDE counts detections on them as errors, the studio
counts them neither way. TIDE's recall points are made pycocotools' (35 * .01 is not 35 / 100 in the last bit).
"""
import gzip, inspect, json, pathlib, textwrap

import numpy as np
import tidecv.ap
from tidecv import TIDE, Data

HERE = pathlib.Path(__file__).parent
NAMES = {
    "Cls": "classification",
    "Loc": "localisation",
    "Both": "both",
    "Dupe": "duplicate",
    "Bkg": "background",
    "Miss": "missed",
}

source = textwrap.dedent(inspect.getsource(tidecv.ap.APDataObject.get_ap))
points = "np.array([x / resolution for x in range(resolution + 1)])"
assert points in source
exec(source.replace(points, "np.linspace(0, 1, resolution + 1)"), vars(tidecv.ap))
tidecv.ap.APDataObject.get_ap = tidecv.ap.get_ap


def random_case(seed):
    rng = np.random.default_rng(1000 + seed)
    categories = list(range(1, rng.integers(2, 4)))
    images = list(range(1, rng.integers(2, 6)))
    annotations, results = [], []

    def box():
        return [float(v) for v in np.round([*rng.uniform(0, 150, 2), *rng.uniform(20, 90, 2)], 1)]

    for image in images:
        for category in [*categories[: 1 if image > 1 else None], *rng.choice(categories, rng.integers(0, 6))]:
            annotations.append({"id": len(annotations) + 1, "image_id": image, "category_id": int(category),
                                "bbox": box(), "iscrowd": 0})
    for truth in annotations:
        for _ in range(rng.integers(0, 4)):
            shift = rng.choice([1.0, 8.0, 25.0])
            moved = np.round(np.array(truth["bbox"]) + rng.uniform(-shift, shift, 4), 1)
            category = truth["category_id"] if rng.random() < 0.7 else int(rng.choice(categories))
            results.append({"image_id": truth["image_id"], "category_id": category,
                            "bbox": [float(v) for v in np.maximum(moved, [-50, -50, 1, 1])]})
    for image in images:
        for _ in range(rng.integers(0, 4)):
            results.append({"image_id": image, "category_id": int(rng.choice(categories)), "bbox": box()})
    scores = rng.permutation(len(results)) / max(1, len(results)) * 0.98 + 0.01
    for result, score in zip(results, scores):
        result["score"] = float(score)
    return {
        "images": [{"id": i} for i in images],
        "categories": [{"id": c, "name": f"class {c}"} for c in categories],
        "annotations": annotations,
    }, results


def golden(truth, results):
    ground, predicted = Data("truth"), Data("detections")
    for category in truth["categories"]:
        ground.add_class(category["id"], category["name"])
    for image in truth["images"]:
        ground.add_image(image["id"], str(image["id"]))
    for row in truth["annotations"]:
        ground.add_ground_truth(row["image_id"], row["category_id"], box=row["bbox"])
    for row in results:
        predicted.add_detection(row["image_id"], row["category_id"], row["score"], box=row["bbox"])
    run = TIDE().evaluate(ground, predicted, pos_threshold=0.5, background_threshold=0.1, mode=TIDE.BOX, name="case")
    gains = run.fix_main_errors()
    return {
        "ap50": run.ap / 100,
        "types": {
            NAMES[kind.short_name]: {"count": len(run.error_dict[kind]), "cost": gain / 100}
            for kind, gain in gains.items()
        },
    }


cases = []
for seed in range(40):
    truth, results = random_case(seed)
    cases.append({"seed": seed, "truth": truth, "results": results, "golden": golden(truth, results)})
data = json.dumps(cases, separators=(",", ":")).encode()
# mtime 0: the same numbers give the same file.
(HERE / "tide.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))
