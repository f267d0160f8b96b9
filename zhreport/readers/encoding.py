"""Bytes of Chinese text to characters: which encoding they are in is judged on the text that comes out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from zhreport.lexicon.loader import table
from zhreport.readers.source import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its first half
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Big5 is three codecs. cp950 is what Windows writes and what browsers read (～ where Python's big5 has ∼); big5hkscs
# knows characters that the other two refuse.
_BIG5 = ("cp950", "big5", "big5hkscs")
_CANDIDATES = ("gb18030", *_BIG5, "utf-16-le", "utf-16-be")
# What labels mean, as against what they say: pages and programs that name gb2312 write characters beyond it.
_LABELS: dict[str, tuple[str, ...]] = {
    "utf-8": ("utf-8",),
    "utf-8-sig": ("utf-8",),
    "utf-16": ("utf-16-le", "utf-16-be"),
    "utf-32": ("utf-32-le", "utf-32-be"),
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "gb18030": ("gb18030",),
    "big5": _BIG5,
    "cp950": _BIG5,
    "big5hkscs": ("big5hkscs",),
}
_MARKS = frozenset(
    "，。、；：？！（）《》〈〉“”‘’「」『』【】〔〕—…·％．０１２３４５６７８９\u3000①②③④⑤㎡℃°×Ⅱ㈠㈡\ufeff"
)
_SAMPLE_CHARS = 20_000
_BEYOND_ASCII = re.compile(r"[^\t\n\r\f\v\x1a -~]+")
# Share of common characters. Measured on reports of both scripts cut to 20 characters in four encodings: the right
# table gives 0.58 or more, a wrong one 0.23 or less, save where it differs from the right one in a mark only.
_SURE, _LEAD, _POSSIBLE = 0.5, 0.2, 0.35
_FEW_BYTES = 32
# Above this share of control characters no text is meant.
_CONTROLS = 0.01


class UndecodableError(UnreadableError):
    """Bytes that are no text in the given or in any known encoding."""


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    encoding: str
    score: float


@cache
def _common() -> frozenset[str]:
    rows = table("characters.tsv", ("surface", "traditional"))
    return _MARKS.union(*(row["surface"] + row["traditional"] for row in rows))


def _is_control(character: str) -> bool:
    return (character < " " and character not in "\t\n\r\f\v\x1a") or (
        "\x7f" <= character < "\xa0" and character != "\x85"
    )


def _score(text: str) -> float:
    """The share of common characters among those beyond ASCII; 1 for text that is all ASCII."""
    judged: list[str] = []
    # The head of a page may be all markup and scripts: the sample is of what there is to judge.
    for run in _BEYOND_ASCII.finditer(text):
        judged += run[0][:_SAMPLE_CHARS]
        if len(judged) >= _SAMPLE_CHARS:
            break
    common = _common()
    return sum(c in common for c in judged) / len(judged) if judged else 1.0


def _has_controls(text: str) -> bool:
    sample = text[:_SAMPLE_CHARS]
    return sum(map(_is_control, sample)) > _CONTROLS * len(sample)


def _readings(data: bytes, encodings: tuple[str, ...]) -> Iterator[_Reading]:
    """What the bytes say in each encoding that takes them without an error."""
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        yield _Reading(text, encoding, _score(text))


def _second_opinion(data: bytes) -> str | None:
    """The encoding that charset-normalizer finds, among all that it knows."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else best.encoding.replace("_", "-")


def _judge(data: bytes) -> _Reading | None:
    """The best reading of bytes without a mark that are no UTF-8, None where none is likely."""
    readings = [r for r in _readings(data, _CANDIDATES) if not _has_controls(r.text)]
    if not readings:
        return None
    # max keeps the first of equals, so cp950 among the Big5 codecs.
    best = max(readings, key=lambda r: r.score)
    rivals = [r.score for r in readings if _family(r.encoding) != _family(best.encoding)]
    leads = best.score - max(rivals, default=0.0) >= _LEAD
    # A few words may be uncommon ones, but then charset-normalizer cannot tell either.
    if leads and best.score >= (_SURE if len(data) > _FEW_BYTES else _POSSIBLE):
        return best
    second = _second_opinion(data)
    confirmed = next((r for r in readings if r.encoding == second and r.score >= _POSSIBLE), None)
    return confirmed or (best if best.score >= _SURE else None)


def _family(encoding: str) -> str:
    return "big5" if encoding in _BIG5 else encoding


def _forced(data: bytes, label: str) -> tuple[str, str]:
    """The text in the encoding that the caller names."""
    try:
        b" ".decode(label, "replace")  # refuses what codecs.lookup knows but is no text: base64
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        raise UndecodableError(
            f"the encoding {label!r} is unknown", f"name one of {', '.join(sorted(_LABELS))}, or none to have it judged"
        ) from None
    encodings = _LABELS.get(name, (name,))
    readings = list(_readings(data, encodings))
    if not readings:
        raise UndecodableError(
            f"it is no {label} text: {_first_error(data, encodings[-1])}",
            "name another encoding, or none to have it judged",
        )
    best = max(readings, key=lambda r: r.score)
    return best.text.removeprefix("\ufeff"), best.encoding


def _first_error(data: bytes, encoding: str) -> str:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return f"byte {error.start} (0x{data[error.start]:02x}) does not fit"
    raise AssertionError(encoding)


def _damaged(data: bytes) -> str | None:
    """The encoding in which the bytes are Chinese text but for a few of them."""
    scores = {name: _score(data.decode(name, "replace")) for name in ("utf-8", "gb18030", "cp950")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _SURE else None


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of some bytes, and the name of the encoding that they are in.

    A byte order mark decides, then UTF-8 if the bytes are valid in it, then whichever of GB18030, Big5 and UTF-16
    gives the most common characters; where that is close, charset-normalizer is asked. `encoding` forces one.

    >>> decode("全縣教師1300餘名".encode("big5"))
    ('全縣教師1300餘名', 'cp950')
    >>> decode("全县教师".encode("gbk"), "gb2312")
    ('全县教师', 'gb18030')

    Raises:
        UndecodableError: the bytes are no text in that encoding, or in none that is known here.
    """
    if encoding is not None:
        return _forced(data, encoding)
    mark, marked = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    valid = next((r for r in _readings(body, (marked, "utf-8")) if not _has_controls(r.text)), None)
    best = valid or _judge(data)
    if best is not None:
        return best.text, best.encoding
    if b"\0" in data or _has_controls(data.decode("ascii", "ignore")):
        raise UndecodableError("it is a binary file, not text", "give a text file, or export the report as one")
    damaged = _damaged(data)
    if damaged is not None:
        raise UndecodableError(
            f"it is {damaged} text with a damaged place: {_first_error(data, damaged)}",
            "mend that place, or save the report again as UTF-8",
        )
    raise UndecodableError(
        "it is in no known encoding (UTF-8, UTF-16, GB18030, Big5)",
        "name its encoding if you know it, or save it again as UTF-8",
    )
