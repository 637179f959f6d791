"""The set of truth.json as other tools write it, for test/core/dataset/tools.test.ts: makes written.json.gz beside it.

pip install datumaro supervision globox pylabel labelme label-studio-sdk pillow
Run: QT_QPA_PLATFORM=offscreen python test/oracles/formats/written.py
"""

import contextlib
import gzip
import importlib.metadata
import io
import json
import logging
import pathlib
import tempfile
import urllib.parse
import warnings
from collections.abc import Callable

import datumaro
import globox
import numpy
import supervision
from label_studio_sdk.converter import Converter
from labelme._label_file import LabelFile
from PIL import Image
from pylabel import importer

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
HERE = pathlib.Path(__file__).parent
TRUTH = json.loads((HERE / "truth.json").read_text())
CLASSES = TRUTH["classes"]
FLAGS = ["difficult", "truncated", "occluded"]
PICTURES = {".jpg", ".png"}


def stem(name: str) -> str:
    return name.rsplit(".", 1)[0]


def pictures(folder: pathlib.Path) -> pathlib.Path:
    for image in TRUTH["images"]:
        Image.new("RGB", (image["width"], image["height"])).save(folder / image["name"])
    return folder


def datumaro_set(images: pathlib.Path) -> datumaro.Dataset:
    items = []
    for image in TRUTH["images"]:
        boxes = []
        for number, box in enumerate(image["boxes"]):
            x1, y1, x2, y2 = box["edges"]
            flags = {flag: box[flag] for flag in FLAGS if flag in box}
            attributes = {**box.get("attributes", {}), **flags, "is_crowd": box.get("crowd", False)}
            label = CLASSES.index(box["className"])
            boxes.append(datumaro.Bbox(x1, y1, x2 - x1, y2 - y1, label=label, id=number + 1, attributes=attributes))
        media = datumaro.Image.from_file(path=str(images / image["name"]))
        # One in a folder of its own.
        identity = stem(image["name"]).replace("rain", "night/rain")
        items.append(datumaro.DatasetItem(id=identity, subset=image["split"], media=media, annotations=boxes))
    return datumaro.Dataset.from_iterable(items, categories=CLASSES, media_type=datumaro.Image)


def supervision_set(images: pathlib.Path) -> supervision.DetectionDataset:
    annotations = {}
    for image in TRUTH["images"]:
        edges = numpy.array([box["edges"] for box in image["boxes"]], dtype=numpy.float64).reshape(-1, 4)
        ids = numpy.array([CLASSES.index(box["className"]) for box in image["boxes"]], dtype=int)
        annotations[str(images / image["name"])] = supervision.Detections(xyxy=edges, class_id=ids)
    return supervision.DetectionDataset(classes=CLASSES, images=list(annotations), annotations=annotations)


def globox_set() -> globox.AnnotationSet:
    annotations = globox.AnnotationSet()
    for image in TRUTH["images"]:
        boxes = [globox.BoundingBox.create(label=box["className"], coords=box["edges"]) for box in image["boxes"]]
        size = (image["width"], image["height"])
        annotations.add(globox.Annotation(image_id=image["name"], image_size=size, boxes=boxes))
    return annotations


def label_studio_tasks() -> list[dict]:
    tasks = []
    for number, image in enumerate(TRUTH["images"]):
        width, height = image["width"], image["height"]
        result = [
            {
                "id": f"{number}-{position}",
                "type": "rectanglelabels",
                "from_name": "label",
                "to_name": "image",
                "original_width": width,
                "original_height": height,
                "image_rotation": 0,
                "value": {
                    "x": x1 / width * 100,
                    "y": y1 / height * 100,
                    "width": (x2 - x1) / width * 100,
                    "height": (y2 - y1) / height * 100,
                    "rotation": 0,
                    "rectanglelabels": [box["className"]],
                },
            }
            for position, box in enumerate(image["boxes"])
            for x1, y1, x2, y2 in [box["edges"]]
        ]
        address = "/data/local-files/?d=" + urllib.parse.quote(f"images/{image['name']}")
        tasks.append({"id": number + 1, "data": {"image": address}, "annotations": [{"id": number + 1, "result": result}]})
    return tasks


def labelme_files(images: pathlib.Path, out: pathlib.Path) -> None:
    for image in TRUTH["images"]:
        shapes = [
            {
                "label": box["className"],
                "points": [box["edges"][:2], box["edges"][2:]],
                "group_id": None,
                "description": "",
                "shape_type": "rectangle",
                "flags": {flag: True for flag in FLAGS if flag in box},
                "mask": None,
            }
            for box in image["boxes"]
        ]
        LabelFile().save(
            filename=str(out / f"{stem(image['name'])}.json"),
            shapes=shapes,
            image_path=image["name"],
            image_height=image["height"],
            image_width=image["width"],
            image_data=None,
            other_data={},
            flags={},
        )


def writers(images: pathlib.Path, scratch: pathlib.Path) -> dict[str, dict[str, Callable[[pathlib.Path], object]]]:
    made = datumaro_set(images)
    by_datumaro = "coco_instances voc_detection yolo yolo_ultralytics cvat datumaro kitti_detection label_me open_images wider_face mot_seq_gt"
    vision, boxes = supervision_set(images), globox_set()
    tasks, config = scratch / "tasks.json", scratch / "config.xml"
    tasks.write_text(json.dumps(label_studio_tasks()))
    labels = "".join(f'<Label value="{name}"/>' for name in CLASSES)
    config.write_text(
        f'<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image">{labels}</RectangleLabels></View>'
    )
    studio = Converter(config=str(config), project_dir=None, download_resources=False)
    ids = {name: index for index, name in enumerate(CLASSES)}
    coco = scratch / "coco.json"
    boxes.save_coco(coco, auto_ids=True)
    return {
        "datumaro": {
            name: lambda out, name=name: made.export(str(out), name, save_media=True) for name in by_datumaro.split()
        },
        "supervision": {
            "coco": lambda out: vision.as_coco(annotations_path=str(out / "annotations.json")),
            "voc": lambda out: vision.as_pascal_voc(annotations_directory_path=str(out / "annotations")),
            "yolo": lambda out: vision.as_yolo(annotations_directory_path=str(out / "labels"), data_yaml_path=str(out / "data.yaml")),
        },
        "globox": {
            "coco": lambda out: boxes.save_coco(out / "coco.json", auto_ids=True),
            "voc": lambda out: boxes.save_pascal_voc(out),
            "yolo": lambda out: boxes.save_yolo_v5(out, label_to_id=ids),
            "cvat": lambda out: boxes.save_cvat(out / "annotations.xml"),
            "labelme": lambda out: boxes.save_labelme(out),
            "open-images": lambda out: boxes.save_openimage(out / "train-annotations-bbox.csv"),
            "via": lambda out: boxes.save_via_json(out / "via.json", image_folder=images),
        },
        "labelme": {"labelme": lambda out: labelme_files(images, out)},
        "label-studio": {
            "tasks": lambda out: (out / "tasks.json").write_text(tasks.read_text()),
            "coco": lambda out: studio.convert_to_coco(str(tasks), str(out), is_dir=False),
            "voc": lambda out: studio.convert_to_voc(str(tasks), str(out), is_dir=False),
            "yolo": lambda out: studio.convert_to_yolo(str(tasks), str(out), is_dir=False),
            "json-min": lambda out: studio.convert_to_json_min(str(tasks), str(out), is_dir=False),
        },
        "pylabel": {
            "voc": lambda out: importer.ImportCoco(str(coco), path_to_images="").export.ExportToVoc(output_path=str(out)),
        },
    }


def packed(folder: pathlib.Path) -> dict:
    """Label files with their text, pictures by name only."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    relative = lambda path: path.relative_to(folder).as_posix()
    return {
        "images": [relative(path) for path in files if path.suffix in PICTURES],
        "texts": {relative(path): path.read_text() for path in files if path.suffix not in PICTURES},
    }


if __name__ == "__main__":
    found = {}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        for tool, formats in writers(pictures(pathlib.Path(one)), pathlib.Path(two)).items():
            package = "label-studio-sdk" if tool == "label-studio" else tool
            found[tool] = {"version": importlib.metadata.version(package), "formats": {}}
            for name, write in formats.items():
                with tempfile.TemporaryDirectory() as out, contextlib.redirect_stdout(io.StringIO()):
                    try:
                        write(pathlib.Path(out))
                        found[tool]["formats"][name] = packed(pathlib.Path(out))
                    except Exception as error:
                        logging.disable(logging.NOTSET)
                        logging.error("%s, %s: %r", tool, name, error)
    content = gzip.compress(json.dumps(found, ensure_ascii=False, indent=1).encode(), mtime=0)
    (HERE / "written.json.gz").write_bytes(content)
    print({tool: [*entry["formats"]] for tool, entry in found.items()}, len(content), "bytes")
