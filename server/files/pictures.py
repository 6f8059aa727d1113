"""Reads pictures: opened within limits, made smaller, read by an OCR model that comes with its package, painted anew.

Runs in the reader's process only. A picture longer than wide, such as a whole page, is read in bands, each as large as
the model sees well; a band's edge overlaps the next one's, and each line counts where its middle is.
"""

import time
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from server.errors import TooLarge, Unreadable
from server.files.exchange import MOST_LINES, Painted
from server.files.kinds import Kind
from server.files.lines import Piece, lines_of

MAX_PIXELS = 40_000_000  # a phone's photo has 12 to 50 million; 160 MB once it is open
MAX_SIDE = 20_000  # px
MOST_WIDTH = 2_000  # px kept: letters of 12 px on a 4K screen are still read
MOST_HEIGHT = 8_000  # px kept of a whole page
BAND = 1_500  # px of height read at once
OVERLAP = 60  # px: a line of text at the edge is whole in one of two bands
ENOUGH_S = 12.0  # of reading; a band that was begun is read to its end, at most as long again
LEAST_SIDE = 12  # px: smaller holds no letter
LEAST_SURE = 0.5  # the model's own share below which a line is noise
LARGEST_PNG = 2 * 1024 * 1024  # bytes; beyond it is a photo, which WebP keeps in a tenth
QUALITY = 80  # of WebP: text stays sharp

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def opened(kind: Kind, data: bytes) -> Image.Image:
    """The picture upright in RGB, its first frame, as large as it is kept. Raises TooLarge, Unreadable."""
    try:
        image: Image.Image = Image.open(BytesIO(data), formats=[kind.upper()])  # reads the head only
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise TooLarge(f"The picture has {width} x {height} pixels: attach the part that matters.")
        image.draft("RGB", (MOST_WIDTH, MOST_HEIGHT))  # a JPEG is unpacked no larger than needed
        image.load()
        image = _on_white(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge("The picture has too many pixels: attach the part that matters.") from None
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError, AttributeError):
        # what Pillow's readers say of files that break off or lie about themselves
        raise Unreadable("The picture is broken: take it again and attach that.") from None
    image.thumbnail((MOST_WIDTH, MOST_HEIGHT), Image.Resampling.LANCZOS)
    return image


def lines(image: Image.Image) -> list[Piece]:
    """The lines of text on the picture, in reading order."""
    if min(image.size) < LEAST_SIDE:
        return []
    end = time.monotonic() + ENOUGH_S
    found: list[Piece] = []
    for top, bottom in bands(image.height):
        if time.monotonic() < end:  # better the upper half than nothing
            found += _band(image, top, bottom)
    return lines_of(found)[:MOST_LINES]


def bands(height: int) -> list[tuple[int, int]]:
    """Where each band begins and ends; together they cover the height."""
    if height <= BAND + OVERLAP:
        return [(0, height)]
    return [(top, min(top + BAND, height)) for top in range(0, height - OVERLAP, BAND - OVERLAP)]


def painted(image: Image.Image, hidden: list[Piece]) -> Painted:
    """The picture as it is kept, with these lines covered."""
    draw = ImageDraw.Draw(image)
    for line in hidden:
        draw.rectangle((line.left - 2, line.top - 2, line.right + 2, line.bottom + 2), fill=(96, 96, 96))
    packed = BytesIO()
    image.save(packed, "PNG")
    if packed.tell() <= LARGEST_PNG:
        return Painted(packed.getvalue(), "image/png")
    packed = BytesIO()
    image.save(packed, "WEBP", quality=QUALITY, method=2)
    return Painted(packed.getvalue(), "image/webp")


def models() -> dict[str, Path]:
    """The files of the OCR model by the setting that names them; they come with its package."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin or "").parent / "models" if spec else Path()
    return {"Det.model_path": folder / "PP-OCRv6_det_small.onnx", "Rec.model_path": folder / "PP-OCRv6_rec_small.onnx"}


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, palette and everything else that is no pixel."""
    if image.mode.startswith("I"):  # sixteen bits of grey: the upper eight are what a screen shows
        image = image.point(lambda grey: grey / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    sheet = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(sheet, clear).convert("RGB")


def _band(image: Image.Image, top: int, bottom: int) -> Iterator[Piece]:
    """What is read between two heights, without what another band reads whole."""
    import numpy as np

    found = _model()(np.asarray(image.crop((0, top, image.width, bottom)))[:, :, ::-1])  # it wants blue first
    if found.boxes is None or found.txts is None:
        return
    from_y = top + OVERLAP / 2 if top else 0
    to_y = bottom - OVERLAP / 2 if bottom < image.height else image.height
    for box, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        (left, upper), (right, lower) = box.min(axis=0), box.max(axis=0)
        piece = Piece(" ".join(text.split()), float(left), float(upper) + top, float(right), float(lower) + top)
        if piece.text and sure >= LEAST_SURE and from_y <= piece.middle < to_y:
            yield piece


@cache
def _model() -> Any:
    """The OCR model, loaded on first use: a second and 400 MB. Its files are named, so that none is looked for."""
    import cv2
    import rapidocr

    cv2.setNumThreads(1)
    return rapidocr.RapidOCR(
        params={
            "Global.use_cls": False,  # upside-down screenshots are rare, and the model for them costs as much again
            "Global.log_level": "critical",
            "Global.max_side_len": MOST_WIDTH,
            **{name: str(path) for name, path in models().items()},
            "Rec.rec_batch_num": 1,  # lines of different lengths together are padded: 2.3 s instead of 1.9 s
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
