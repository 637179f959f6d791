"""Small pictures as other programs write them, for test/core/images/otherMakers.test.ts: writes kinds.json.gz beside it.

pip install pillow numpy tifffile imagecodecs; jpegtran (libjpeg-turbo), avifenc (libavif), convert (ImageMagick 6) and
heif-enc (libheif) are looked for in PATH.
Run: python test/oracles/images/kinds.py
"""

import base64
import gzip
import io
import json
import pathlib
import shutil
import subprocess
import tempfile

import imagecodecs
import numpy
import tifffile
from PIL import Image

WIDTH, HEIGHT = 24, 16
RED, BLUE, GREEN = (230, 20, 30), (25, 35, 220), (20, 210, 40)


def picture() -> numpy.ndarray:
    """Red at the top left, green at the bottom right, blue elsewhere: turning and mirroring show."""
    pixels = numpy.empty((HEIGHT, WIDTH, 3), numpy.uint8)
    pixels[:] = BLUE
    pixels[:8, :12] = RED
    pixels[12:, 18:] = GREEN
    return pixels


PIXELS = picture()
IMAGE = Image.fromarray(PIXELS)
OTHER = Image.new("RGB", (WIDTH, HEIGHT), (128, 128, 0))
GREY = numpy.asarray(IMAGE.convert("L"))
ORIENTED = Image.Exif()
ORIENTED[0x0112] = 6


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    with io.BytesIO() as out:
        image.save(out, format, **options)
        return out.getvalue()


def tiff(pixels: numpy.ndarray, **options: object) -> bytes:
    with io.BytesIO() as out:
        tifffile.imwrite(out, pixels, metadata=None, **options)
        return out.getvalue()


def run(program: str, *arguments: str, image: Image.Image = IMAGE, source: str = "in.png", target: str) -> bytes:
    """What a program makes of a picture; it is called in a folder with in.png (or another source) and other.png."""
    path = shutil.which(program)
    if path is None:
        raise SystemExit(f"{program} is not installed")
    with tempfile.TemporaryDirectory() as folder:
        image.save(pathlib.Path(folder, source), **({"quality": 95, "subsampling": 0} if source.endswith("jpg") else {}))
        OTHER.save(pathlib.Path(folder, "other.png"))
        subprocess.run([path, *arguments], cwd=folder, check=True, capture_output=True)
        return pathlib.Path(folder, target).read_bytes()


def convert(*arguments: str, target: str) -> bytes:
    return run("convert-im6.q16", "in.png", *arguments, target.replace("=", ":"), target=target.split("=")[-1])


def top_down(bytes_: bytes) -> bytes:
    """A bitmap with its rows in reverse order and a negative height."""
    start = int.from_bytes(bytes_[10:14], "little")
    stride = (WIDTH * 3 + 3) // 4 * 4
    rows = [bytes_[start + row * stride : start + (row + 1) * stride] for row in range(HEIGHT)]
    head = bytearray(bytes_[:start])
    head[22:26] = (-HEIGHT).to_bytes(4, "little", signed=True)
    return bytes(head) + b"".join(reversed(rows))


def wrong_size() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0xA002: 9999, 0xA003: 1})
    return saved(IMAGE, "JPEG", quality=95, subsampling=0, exif=exif)


def with_nan() -> bytes:
    values = GREY.astype(numpy.float32) / 255
    values[0, 23] = numpy.nan
    values[1, 23] = numpy.inf
    return tiff(values)


def half(pixels: numpy.ndarray) -> bytes:
    return tiff((pixels / 255).astype(numpy.float16), photometric="rgb")


# Name of the file: its bytes, and what is to be seen of it.
upright = {"see": "colours"}
turned = {"see": "turned"}
grey = {"see": "grey"}
mono = {"see": "mono"}


def refused(words: str) -> dict:
    return {"refused": words}


def kinds() -> dict[str, tuple[bytes, dict]]:
    jpeg = {"quality": 95, "subsampling": 0}
    twelve = (PIXELS.astype(numpy.uint16) << 4) + 8
    five = numpy.concatenate([PIXELS, PIXELS[:, :, :2]], axis=2)
    bits = numpy.asarray(IMAGE.convert("L").point(lambda value: 255 if value > 70 else 0).convert("1"))
    return {
        "12-bit.jpg": (imagecodecs.jpeg8_encode(twelve, level=95, bitspersample=12), refused("12 bits")),
        "lossless.jpg": (imagecodecs.jpeg8_encode(PIXELS, lossless=True), upright),
        "arithmetic.jpg": (run("jpegtran", "-arithmetic", "-outfile", "o.jpg", "in.jpg", source="in.jpg", target="o.jpg"), upright),
        "size-in-exif.jpg": (wrong_size(), upright),
        "cmyk-adobe.jpg": (saved(IMAGE.convert("CMYK"), "JPEG", **jpeg), {"see": "inks"}),
        "two-pictures.mpo": (saved(IMAGE, "MPO", save_all=True, append_images=[OTHER], **jpeg), upright),
        "animated.webp": (saved(IMAGE, "WEBP", save_all=True, append_images=[OTHER], lossless=True), upright),
        "turned.webp": (saved(IMAGE, "WEBP", lossless=True, exif=ORIENTED), turned),
        "animated.png": (saved(IMAGE, "PNG", save_all=True, append_images=[OTHER]), upright),
        "turned.png": (saved(IMAGE, "PNG", exif=ORIENTED), turned),
        "interlaced.png": (convert("-interlace", "PNG", target="o.png"), upright),
        "grey-16.png": (saved(Image.fromarray(GREY.astype(numpy.uint16) * 257), "PNG"), grey),
        "offset.gif": (convert("-crop", "12x8+0+0", "-repage", "24x16+0+0", target="o.gif"), {"see": "corner"}),
        "big.tif": (tiff(PIXELS, bigtiff=True, photometric="rgb"), upright),
        "tiled.tif": (tiff(PIXELS, tile=(16, 16), photometric="rgb", compression="deflate"), upright),
        "planar.tif": (tiff(PIXELS.transpose(2, 0, 1), planarconfig="separate", photometric="rgb"), upright),
        "big-endian-16.tif": (tiff(PIXELS.astype(numpy.uint16) * 257, byteorder=">", photometric="rgb"), upright),
        "turned.tif": (tiff(PIXELS, photometric="rgb", extratags=[(274, 3, 1, 6, True)]), turned),
        "palette.tif": (saved(IMAGE.quantize(8), "TIFF"), upright),
        "five-bands.tif": (tiff(five, photometric="rgb", planarconfig="contig"), refused("5 channels")),
        "half-floats.tif": (half(PIXELS), refused("floats of 16 or 24 bits")),
        "float-with-nan.tif": (with_nan(), grey),
        "float-predictor.tif": (tiff(GREY.astype(numpy.float32) / 255, compression="deflate", predictor=3), grey),
        "min-is-white.tif": (tiff(255 - GREY, photometric="miniswhite"), grey),
        "fax.tif": (saved(Image.fromarray(bits), "TIFF", compression="group4"), mono),
        "zstd.tif": (tiff(PIXELS, photometric="rgb", compression="zstd"), refused("ZSTD")),
        "lerc.tif": (tiff(PIXELS, photometric="rgb", compression="lerc"), refused("LERC")),
        "palette.bmp": (saved(IMAGE.quantize(8), "BMP"), upright),
        "rle.bmp": (convert("-type", "Palette", "-compress", "RLE", target="BMP3=o.bmp"), upright),
        "os2.bmp": (convert("-type", "TrueColor", target="BMP2=o.bmp"), upright),
        "565.bmp": (convert("-define", "bmp:subtype=RGB565", target="o.bmp"), upright),
        "alpha.bmp": (convert("-alpha", "set", "-define", "bmp:format=bmp4", target="o.bmp"), upright),
        "top-down.bmp": (top_down(saved(IMAGE, "BMP")), upright),
        "10-bit.avif": (run("avifenc", "-d", "10", "-y", "444", "--min", "0", "--max", "10", "in.png", "o.avif", target="o.avif"), upright),
        "turned.avif": (run("avifenc", "-y", "444", "--irot", "3", "--min", "0", "--max", "10", "in.png", "o.avif", target="o.avif"), turned),
        "several.heic": (run("heif-enc", "-q", "90", "-p", "chroma=444", "in.png", "other.png", "-o", "o.heic", target="o.heic"), upright),
        "picture.jxl": (imagecodecs.jpegxl_encode(PIXELS), refused("JPEG XL")),
        "picture.jp2": (imagecodecs.jpeg2k_encode(PIXELS, codecformat="jp2"), refused("JPEG 2000")),
        "picture.j2k": (imagecodecs.jpeg2k_encode(PIXELS, codecformat="j2k"), refused("JPEG 2000")),
        "picture.psd": (convert(target="o.psd"), refused("Photoshop")),
        "picture.ppm": (saved(IMAGE, "PPM"), refused("Netpbm")),
        "picture.ico": (saved(IMAGE, "ICO", sizes=[(24, 16)]), refused("icon")),
        "picture.qoi": (imagecodecs.qoi_encode(PIXELS), refused("QOI")),
        "picture.pdf": (saved(IMAGE, "PDF"), refused("PDF")),
    }


if __name__ == "__main__":
    entries = [
        {"name": name, **expected, "bytes": base64.b64encode(content).decode()}
        for name, (content, expected) in kinds().items()
    ]
    total = sum(len(entry["bytes"]) for entry in entries)
    target = pathlib.Path(__file__).with_name("kinds.json.gz")
    target.write_bytes(gzip.compress(json.dumps(entries).encode(), mtime=0))
    print(len(entries), "pictures,", total, "characters")
