"""Reads the studio's exports of truth.json with the libraries of other tools, and writes what they found to read.json,
which docs/formats.md shows. A tool that is not installed keeps its rows.

node build/node24.mjs test/oracles/formats/exports.ts FOLDER
pip install datumaro supervision globox pylabel labelme label-studio-sdk pycocotools darwin-py supervisely ultralytics
    torchvision tfrecord
(or each in an environment of its own)
Run: QT_QPA_PLATFORM=offscreen python test/oracles/formats/readers.py FOLDER
"""

import contextlib
import importlib
import importlib.metadata
import io
import json
import logging
import os
import pathlib
import re
import shutil
import sys
import tempfile
import urllib.parse
import warnings
from collections.abc import Callable, Iterable

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
HERE = pathlib.Path(__file__).parent
TRUTH = json.loads((HERE / "truth.json").read_text())
FOLDER = pathlib.Path(sys.argv[1]).resolve()

# Class and left, top, right, bottom of every box of an image, by the name of the image.
Boxes = list[tuple[str, list[float]]]
Found = Iterable[tuple[str, Boxes]]


def stem(name: str) -> str:
    """Tools call images by address, path, name or name without extension."""
    return re.sub(r"\.(jpg|png)$", "", urllib.parse.unquote(name).split("/")[-1])


def datumaro(folder: str, form: str) -> Found:
    import datumaro

    read = datumaro.Dataset.import_from(str(FOLDER / folder), form)
    names = [label.name for label in read.categories()[datumaro.AnnotationType.label]]
    for item in read:
        boxes = [box for box in item.annotations if box.type == datumaro.AnnotationType.bbox]
        yield item.id, [(names[box.label], list(map(float, box.points))) for box in boxes]
        assert pathlib.Path(item.media.path).is_file(), item.media.path


def pycocotools(folder: str, form: str) -> Found:
    from pycocotools.coco import COCO

    read = COCO(str(FOLDER / folder / "instances.json"))
    for image in read.loadImgs(read.getImgIds()):
        boxes = read.loadAnns(read.getAnnIds(imgIds=image["id"]))
        yield image["file_name"], [(read.cats[box["category_id"]]["name"], edges(*box["bbox"])) for box in boxes]


def supervision(folder: str, form: str) -> Found:
    from supervision import DetectionDataset

    root = FOLDER / folder
    if form == "coco":
        parts = [DetectionDataset.from_coco(str(root / "images"), str(root / "instances.json"))]
    elif form == "voc":
        parts = [DetectionDataset.from_pascal_voc(str(root / "JPEGImages"), str(root / "Annotations"))]
    else:
        parts = [
            DetectionDataset.from_yolo(
                str(root / "images" / part), str(root / "labels" / part), str(root / "data.yaml"), is_obb=form == "obb"
            )
            for part in ["train", "val"]
        ]
    for part in parts:
        for path, boxes in part.annotations.items():
            yield path, [(part.classes[kind], box.tolist()) for box, kind in zip(boxes.xyxy, boxes.class_id)]


def globox(folder: str, form: str) -> Found:
    from globox import AnnotationSet

    root = FOLDER / folder
    parts = {
        "coco": lambda: [AnnotationSet.from_coco(root / "instances.json")],
        "voc": lambda: [AnnotationSet.from_pascal_voc(root / "Annotations")],
        "cvat": lambda: [AnnotationSet.from_cvat(root / "annotations.xml")],
        "labelme": lambda: [AnnotationSet.from_labelme(root / part) for part in ["train", "val"]],
        "via": lambda: [
            AnnotationSet.from_via_json(root / part / "via_region_data.json", label_key="class", image_folder=root / part)
            for part in ["train", "val"]
        ],
    }[form]()
    for part in parts:
        for image in part:
            yield image.image_id, [(box.label, [box.xmin, box.ymin, box.xmax, box.ymax]) for box in image.boxes]


def pylabel(folder: str, form: str) -> Found:
    from pylabel import importer

    root = FOLDER / folder
    if form == "coco":
        parts = [importer.ImportCoco(str(root / "instances.json"), path_to_images="images")]
    elif form == "voc":
        parts = [importer.ImportVOC(str(root / "Annotations"), path_to_images="../JPEGImages")]
    else:
        parts = [
            importer.ImportYoloV5(
                str(root / "labels" / part),
                path_to_images=f"../../images/{part}",
                img_ext="jpg,png",
                cat_names=TRUTH["classes"],
            )
            for part in ["train", "val"]
        ]
    sides = [f"ann_bbox_{side}" for side in ["xmin", "ymin", "xmax", "ymax"]]
    for part in parts:
        for name, rows in part.df.groupby("img_filename"):
            rows = rows[rows["cat_name"] != ""]
            yield name, [(row["cat_name"], [float(row[side]) for side in sides]) for _, row in rows.iterrows()]


def labelme(folder: str, form: str) -> Found:
    from labelme._label_file import LabelFile

    for path in (FOLDER / folder).rglob("*.json"):
        read = LabelFile(str(path))
        assert read.image_data, path
        yield path.stem, [(shape["label"], sum(map(list, shape["points"]), [])) for shape in read.shapes]


def label_studio_sdk(folder: str, form: str) -> Found:
    from label_studio_sdk.converter import Converter

    converter = Converter(str(FOLDER / folder / "label_config.xml"), project_dir=None, download_resources=False)
    with tempfile.TemporaryDirectory() as out:
        converter.convert_to_coco(str(FOLDER / folder / "tasks.json"), out, is_dir=False)
        read = json.loads((pathlib.Path(out) / "result.json").read_text())
    names = {category["id"]: category["name"] for category in read["categories"]}
    for image in read["images"]:
        boxes = [box for box in read["annotations"] if box["image_id"] == image["id"]]
        yield image["file_name"], [(names[box["category_id"]], edges(*box["bbox"])) for box in boxes]


def darwin_py(folder: str, form: str) -> Found:
    from darwin.utils import parse_darwin_json

    for path in (FOLDER / folder / "annotations").rglob("*.json"):
        read = parse_darwin_json(path, 0)
        boxes = [(box.annotation_class.name, box.data) for box in read.annotations]
        yield read.filename, [(name, edges(box["x"], box["y"], box["w"], box["h"])) for name, box in boxes]


def supervisely(folder: str, form: str) -> Found:
    from supervisely import OpenMode, Project

    project = Project(str(FOLDER / folder), OpenMode.READ)
    for part in project.datasets:
        for name in part.get_items_names():
            assert pathlib.Path(part.get_img_path(name)).is_file(), name
            for_image = part.get_ann(name, project.meta)
            boxes = [(label.obj_class.name, label.geometry.to_bbox()) for label in for_image.labels]
            yield name, [(kind, [box.left, box.top, box.right, box.bottom]) for kind, box in boxes]


def ultralytics(folder: str, form: str) -> Found:
    from ultralytics.data.dataset import YOLODataset
    from ultralytics.data.utils import check_det_dataset

    with tempfile.TemporaryDirectory() as copy:
        # It leaves files beside the labels.
        shutil.copytree(FOLDER / folder, copy, dirs_exist_ok=True)
        data = check_det_dataset(f"{copy}/data.yaml", autodownload=False)
        for part in ["train", "val"]:
            for image in YOLODataset(img_path=data[part], data=data, task=form, augment=False).labels:
                height, width = image["shape"]
                names = [data["names"][int(kind)] for kind in image["cls"][:, 0]]
                sides = [[x * width, y * height, w * width, h * height] for x, y, w, h in image["bboxes"].tolist()]
                boxes = [edges(x - w / 2, y - h / 2, w, h) for x, y, w, h in sides]
                yield image["im_file"], list(zip(names, boxes))


def torchvision(folder: str, form: str) -> Found:
    from torchvision.datasets import Kitti, WIDERFace

    names = {name.replace(" ", "_"): name for name in TRUTH["classes"]}
    with tempfile.TemporaryDirectory() as copy:
        if form == "kitti":
            # It reads "training" only.
            shutil.copytree(FOLDER / folder, f"{copy}/Kitti/raw")
            shutil.copytree(f"{copy}/Kitti/raw/validation", f"{copy}/Kitti/raw/training", dirs_exist_ok=True)
            read = Kitti(copy)
            for place, path in enumerate(read.images):
                yield path, [(names[box["type"]], box["bbox"]) for box in read[place][1]]
            return
        shutil.copytree(FOLDER / folder, f"{copy}/widerface")
        for file in ["WIDER_train", "WIDER_val", "WIDER_test", "wider_face_split"]:
            pathlib.Path(f"{copy}/widerface/{file}").mkdir(exist_ok=True)
        for part in ["train", "val"]:
            for image in WIDERFace(copy, split=part).img_info:
                boxes = image["annotations"]["bbox"].tolist()
                assert pathlib.Path(image["img_path"]).is_file(), image
                # An image without faces has a row of zeros.
                yield image["img_path"], [("face", edges(*box)) for box in boxes if box[2] > 0]


def tfrecord(folder: str, form: str) -> Found:
    import numpy
    from tfrecord.reader import tfrecord_loader

    for part in ["train", "val"]:
        for image in tfrecord_loader(str(FOLDER / folder / f"{part}.tfrecord"), None):
            [width], [height] = image["image/width"], image["image/height"]
            sides = [image[f"image/object/bbox/{side}"] for side in ["xmin", "ymin", "xmax", "ymax"]]
            boxes = [[x1 * width, y1 * height, x2 * width, y2 * height] for x1, y1, x2, y2 in zip(*map(floats, sides))]
            # One name comes as itself, several as a list.
            names = [name.decode() for name in numpy.atleast_1d(image["image/object/class/text"])]
            yield image["image/filename"].decode(), list(zip(names, boxes, strict=True))


def floats(numbers: Iterable[object]) -> list[float]:
    return [float(number) for number in numbers]


def edges(x: float, y: float, width: float, height: float) -> list[float]:
    return [x, y, x + width, y + height]


# Tool, the studio's format, the tool's word for it.
CASES: list[tuple[Callable[[str, str], Found], str, str]] = [
    (datumaro, "coco", "coco_instances"),
    (datumaro, "voc", "voc_detection"),
    (datumaro, "yolo", "yolo"),
    (datumaro, "datumaro", "datumaro"),
    (datumaro, "kitti", "kitti_detection"),
    (datumaro, "labelme-xml", "label_me"),
    (datumaro, "open-images", "open_images"),
    (datumaro, "wider", "wider_face"),
    (datumaro, "vott", "vott_json"),
    (datumaro, "dota", "dota"),
    (pycocotools, "coco", "coco"),
    (supervision, "coco", "coco"),
    (supervision, "voc", "voc"),
    (supervision, "yolo", "yolo"),
    (supervision, "yolo-obb", "obb"),
    (globox, "coco", "coco"),
    (globox, "voc", "voc"),
    (globox, "cvat", "cvat"),
    (globox, "labelme", "labelme"),
    (globox, "via", "via"),
    (pylabel, "coco", "coco"),
    (pylabel, "voc", "voc"),
    (pylabel, "yolo", "yolo"),
    (labelme, "labelme", "labelme"),
    (label_studio_sdk, "label-studio", "tasks"),
    (darwin_py, "darwin", "json"),
    (supervisely, "supervisely", "project"),
    (ultralytics, "yolo", "detect"),
    (ultralytics, "yolo-obb", "obb"),
    (torchvision, "kitti", "kitti"),
    (torchvision, "wider", "wider"),
    (tfrecord, "tfrecord", "tfrecord"),
]


def compare(found: Found, form: str) -> dict:
    """Images and boxes that were found, and the largest difference of an edge of boxes of the same class, in pixels."""
    images = {stem(name): boxes for name, boxes in found}
    boxes, largest = 0, 0.0
    for image in TRUTH["images"]:
        left = list(images.get(stem(image["name"]), []))
        for box in image["boxes"]:
            name = "face" if form == "wider" else box["className"]
            apart = [max(abs(a - b) for a, b in zip(edges, box["edges"], strict=True)) for kind, edges in left if kind == name]
            if not apart:
                continue
            same = [place for place, (kind, _) in enumerate(left) if kind == name]
            left.pop(same[apart.index(min(apart))])
            largest = max(largest, min(apart))
            boxes += 1
        assert not left, left
    return {"images": len(images), "boxes": boxes, "difference": largest}


if __name__ == "__main__":
    os.chdir(tempfile.gettempdir())
    result = HERE / "read.json"
    rows = json.loads(result.read_text()) if result.exists() else []
    for read, folder, form in CASES:
        tool = read.__name__.replace("_", "-")
        try:
            version = importlib.metadata.version(tool)
        except importlib.metadata.PackageNotFoundError:
            continue
        row: dict = {"tool": tool, "version": version, "format": folder}
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                row |= compare(read(folder, form), folder)
        except Exception as error:
            while error.__cause__ or error.__context__:
                error = error.__cause__ or error.__context__
            row["error"] = re.sub(rf"{tempfile.gettempdir()}/[^/]+/", "", str(error).split("\n")[0])
        rows = [other for other in rows if (other["tool"], other["format"]) != (tool, folder)] + [row]
        print(row)
    order = {(read.__name__.replace("_", "-"), folder): place for place, (read, folder, _) in enumerate(CASES)}
    rows.sort(key=lambda row: order[row["tool"], row["format"]])
    result.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
