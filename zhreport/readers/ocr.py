"""Pictures of pages to text, by the models that ship inside the package `rapidocr`; nothing is downloaded."""

from __future__ import annotations

import logging
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from zhreport.readers.pages import Page, Piece, text_of
from zhreport.readers.source import LIMITS, Content, Limits, UnreadableError

REMEDY = 'install the text recognition: pip install "zhreport[ocr]"'
# What scanners use for text; finer pictures gain nothing.
_DPI = 200
_POINTS = 72
_MAX_SIDE = 6_000
_LIKELY = 0.5


def is_installed() -> bool:
    """Whether pictures can be recognised here."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


@cache
def _engine() -> Any:
    """The recogniser, loaded once for each process: it takes a second and several hundred megabytes."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})


def _pieces(picture: Any) -> list[Piece]:
    """The lines of text in a picture (an array), with their places."""
    result = _engine()(picture)
    if result is None or result.boxes is None or result.txts is None:
        return []
    found = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        if score < _LIKELY or not text.strip():
            continue
        xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        # Boxes are higher than the characters in them.
        found.append(Piece(text.strip(), left, top, right, bottom, 0.8 * (bottom - top)))
    return found


def recognised(page: Any, limits: Limits = LIMITS) -> Page:
    """A page of a PDF file, recognised from its picture."""
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, _MAX_SIDE / max(width, height, 1.0))
    if width * height * scale * scale > limits.pixels:
        raise UnreadableError("a page of it is larger than the limit for pictures", "split it, or raise the limit")
    picture = page.render(scale=scale, grayscale=False).to_numpy()
    return Page(_pieces(picture[:, :, :3]), width * scale, height * scale)


def read(data: bytes, _encoding: str | None = None, limits: Limits = LIMITS) -> Content:
    """The text of a picture; of a TIFF file, of all its pages.

    Raises:
        UnreadableError: text recognition is not installed, or the picture is damaged or too large.
    """
    if not is_installed():
        raise UnreadableError("it is an image", REMEDY)
    import numpy as np
    from PIL import Image, ImageSequence, UnidentifiedImageError

    pages: list[Page] = []
    try:
        opened = Image.open(BytesIO(data))
    except UnidentifiedImageError:
        reason = "it is an image that is damaged, or of a kind not known"
        raise UnreadableError(reason, "open it in its program and save it again") from None
    with opened as image:
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            if frame.width * frame.height > limits.pixels or number >= limits.pages:
                raise UnreadableError("it is larger than the limit for pictures", "split it, or raise the limit")
            picture = frame.convert("RGB")
            if max(picture.size) > _MAX_SIDE:
                picture.thumbnail((_MAX_SIDE, _MAX_SIDE))
            # The recogniser takes colours in the order of OpenCV.
            pages.append(Page(_pieces(np.asarray(picture)[:, :, ::-1]), float(picture.width), float(picture.height)))
    text, begins = text_of(pages)
    if not text.strip():
        raise UnreadableError("no text is seen in the picture", "scan it again, upright and at 200 dpi or more")
    return Content(text, "utf-8", pages=begins)
