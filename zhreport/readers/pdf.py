"""PDF files: the text layer in reading order; pages that are pictures are recognised where that is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ctypes import byref, c_double
from dataclasses import dataclass
from typing import Any

from zhreport.readers import ocr
from zhreport.readers.pages import Page, Ruled, text_of
from zhreport.readers.ruled import Glyph, Segment, pieces_of, tables_of
from zhreport.readers.source import LIMITS, Content, Limits, Properties, UnreadableError

# A page with fewer characters than this beside a picture is a picture itself (a stamp, a page number).
_FEW_CHARS = 12
# Above this share of characters without a meaning the text layer is none.
_MEANINGLESS = 0.3
_TAIL_BYTES = 4_096
_THIN = 3.0
_LONG = 8.0
_MAX_SEGMENTS = 200
_MAX_PATHS = 20_000
_FORM_DEPTH = 3
_PASSWORD = "password"
_DATE = re.compile(r"D?:?(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class _Layer:
    """What the text layer of a page says, and whether a picture is all that the page has."""

    page: Page
    is_picture: bool


def _glyphs(text_page: Any, height: float) -> Iterator[Glyph]:
    """The characters of a page that were drawn, without the spaces and breaks that the library adds."""
    import pypdfium2.raw as raw

    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    loose = raw.FS_RECTF()
    for i in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, i)
        if code in (0, 0xFFFE, 0xFFFF) or raw.FPDFText_IsGenerated(text_page, i) == 1:
            continue
        character = "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
        if not raw.FPDFText_GetLooseCharBox(text_page, i, byref(loose)):
            continue
        raw.FPDFText_GetCharBox(text_page, i, byref(left), byref(right), byref(bottom), byref(top))
        size = abs(loose.top - loose.bottom) or raw.FPDFText_GetFontSize(text_page, i) or 1.0
        yield Glyph(character, loose.left, height - loose.top, loose.right, height - loose.bottom, size)


def _edges(path: Any, height: float) -> Iterator[Segment]:
    """The upright and level lines that a path draws: a thin shape is one, of an outline each side."""
    import pypdfium2.raw as raw

    left, bottom, right, top = path.get_bounds()
    if right - left < _THIN or top - bottom < _THIN:
        if max(right - left, top - bottom) >= _LONG:
            yield Segment(left, height - top, right, height - bottom)
        return
    count = raw.FPDFPath_CountSegments(path)
    if count > _MAX_SEGMENTS:
        return
    matrix = path.get_matrix()
    x, y = raw.c_float(), raw.c_float()
    before: tuple[float, float] | None = None
    first: tuple[float, float] | None = None
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        here = matrix.on_point(x.value, y.value)
        moved = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO
        if before is not None and not moved:
            yield Segment.between(before, here, height)
        if moved:
            first = here
        if raw.FPDFPathSegment_GetClose(segment) and first is not None:
            yield Segment.between(here, first, height)
        before = here


def _segments(page: Any, height: float) -> list[Segment]:
    import pypdfium2.raw as raw

    found: list[Segment] = []
    for number, path in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=_FORM_DEPTH)):
        if number > _MAX_PATHS:
            # A drawing, no table.
            return []
        found += (s for s in _edges(path, height) if s.is_straight)
    return found


def _layer(page: Any) -> _Layer:
    """The text layer of a page and its tables."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    text_page = page.get_textpage()
    glyphs = list(_glyphs(text_page, height))
    shown = [g.character for g in glyphs if not g.character.isspace()]
    meaningless = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < " " for c in shown)
    if len(shown) < _FEW_CHARS or meaningless > _MEANINGLESS * len(shown):
        pictures = any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_FORM_DEPTH))
        if pictures or meaningless:
            return _Layer(Page(pieces_of(glyphs), width, height), True)
    tables: list[Ruled] = []
    rest = glyphs
    if glyphs:
        tables, rest = tables_of(glyphs, _segments(page, height))
    return _Layer(Page(pieces_of(rest), width, height, tables), False)


def _opened(data: bytes) -> Any:
    import pypdfium2

    if b"%%EOF" not in data[-_TAIL_BYTES:] and b"%%EOF" not in data[-_TAIL_BYTES * 16 :]:
        raise UnreadableError("it is a PDF file whose end is missing", "copy or download it again")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if _PASSWORD in str(error).lower():
            raise UnreadableError("it is protected by a password", "save a copy without a password") from None
        raise UnreadableError(f"it is a truncated or damaged PDF file ({error})", "copy or download it again") from None
    return document


def _properties(document: Any) -> Properties:
    told = document.get_metadata_dict()

    def date(name: str) -> str | None:
        found = _DATE.match(told.get(name) or "")
        return f"{found[1]}-{found[2]}-{found[3]}" if found else None

    def words(name: str) -> str | None:
        return (told.get(name) or "").replace("\0", "").strip() or None

    return Properties(words("Title"), words("Author"), date("CreationDate"), date("ModDate"))


def _pictures(pages: list[int]) -> str:
    """The pages that are pictures, as a subject with its verb."""
    shown = ", ".join(str(number) for number in pages[:10]) + (" …" if len(pages) > 10 else "")
    return f"page {shown} is a picture" if len(pages) == 1 else f"pages {shown} are pictures"


def read(data: bytes, _encoding: str | None = None, limits: Limits = LIMITS) -> Content:
    """The text of a PDF file, a line for each of its lines; ruled tables as `tables` tells them.

    Left out: page numbers, running heads and feet. Pages without text are recognised (OCR) if `zhreport[ocr]` is
    installed, and named in a warning if it is not.

    Raises:
        UnreadableError: a damaged or protected file, too many pages, or only pictures while OCR is not installed.
    """
    document = _opened(data)
    try:
        count = len(document)
        if count > limits.pages:
            raise UnreadableError(f"it has {count} pages, more than the limit of {limits.pages}", "split it")
        pages: list[Page] = []
        pictures: list[int] = []
        for number in range(count):
            page = document[number]
            layer = _layer(page)
            if layer.is_picture and ocr.is_installed():
                pages.append(ocr.recognised(page, limits))
                pictures.append(number + 1)
            else:
                pages.append(layer.page)
                if layer.is_picture:
                    pictures.append(number + 1)
            page.close()
        properties = _properties(document)
    finally:
        document.close()
    if len(pictures) == count and not ocr.is_installed():
        raise UnreadableError("it is a scanned PDF file: its pages are pictures", ocr.REMEDY)
    text, begins = text_of(pages)
    if not pictures:
        return Content(text, "utf-8", properties, begins)
    done = "read by text recognition" if ocr.is_installed() else f"not read; {ocr.REMEDY}"
    return Content(text, "utf-8", properties, begins, (f"{_pictures(pictures)}, {done}",))
