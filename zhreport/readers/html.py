"""Web pages: the text of the report without the menus, scripts and notices around it.

What is left out must look like furniture twice: by its place or name (nav, footer, a class `menu`, a list of links) and
by holding no sentences. So no paragraph is lost where a page calls its body `header` or hides it in a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from zhreport.lexicon.active import per_lexicon
from zhreport.lexicon.loader import table
from zhreport.readers.encoding import UndecodableError, decode
from zhreport.readers.numbering import formatted
from zhreport.readers.source import LIMITS, Content, Limits, Properties, UnreadableError
from zhreport.readers.tables import Cell, lines_of
from zhreport.text.folding import fold

_UNSEEN = frozenset({
    "applet", "audio", "button", "canvas", "embed", "head", "iframe", "input", "map", "noscript", "object", "optgroup",
    "option", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "video",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_FURNITURE_TAGS = frozenset({"aside", "footer", "menu", "nav"})
_LIST_TAGS = frozenset({"div", "dl", "ol", "p", "section", "span", "table", "td", "ul"})
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = (("cjk", "chineseCounting"), ("chinese", "chineseCounting"), ("trad-chinese", "taiwaneseCounting"))
_MAX_SPAN = 1_000
_NUMBER_DIGITS = 6

_SENTENCE = re.compile("[。；！？]|[，、,].*[，、,]")
_PROSE_CHARS = 12
# An element holds as much prose as this at most to count as furniture (characters).
_FURNITURE_PROSE = 60
_FURNITURE_LINE = 100
_LINKS, _LINK_SHARE = 3, 0.8
_CELL_CHARS = 200
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_WIDE = r"[\u3000-\u9fff\uff00-\uffef]"
_HAN_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*+[\r\n\f\v][ \t\r\n\f\v]*+(?={_WIDE})")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I)
_DECLARED_BYTES = 4_096
_MARKUP = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)|<[^>]*>", re.I | re.S)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")


@per_lexicon
def _furniture() -> dict[str, frozenset[str]]:
    classes: dict[str, set[str]] = {"line": set(), "label": set()}
    for row in table("page_furniture.tsv", ("surface", "class", "example")):
        if row["class"] not in classes:
            raise row.error(f"the class {row['class']!r} is none of {', '.join(classes)}")
        classes[row["class"]].add(row["surface"])
    return {name: frozenset(words) for name, words in classes.items()}


@dataclass(slots=True)
class _Weight:
    """What an element holds: characters, those in links, those of sentences; links; and tables."""

    chars: int = 0
    linked: int = 0
    prose: int = 0
    links: int = 0
    tables: int = 0


def _weights(root: Any) -> dict[Any, _Weight]:
    """The weight of each element with all that is in it, in one pass from the leaves."""
    order = list(root.iter())
    weights = {element: _Weight() for element in order}
    in_link: set[Any] = set()
    for element in order:
        if element.tag == "a" or element.getparent() in in_link:
            in_link.add(element)
        if element.tag in _UNSEEN:
            continue
        own = weights[element]
        own.links = int(element.tag == "a")
        own.tables = int(element.tag == "table")
        for text in (element.text, *(child.tail for child in element)):
            length = len(text.strip()) if text else 0
            own.chars += length
            if element in in_link:
                own.linked += length
            elif text and length >= _PROSE_CHARS and _SENTENCE.search(text):
                own.prose += length
    for element in reversed(order):
        parent, own = element.getparent(), weights[element]
        if parent is not None and parent in weights and element.tag not in _UNSEEN:
            above = weights[parent]
            above.chars += own.chars
            above.linked += own.linked
            above.prose += own.prose
            above.links += own.links
            above.tables += own.tables
    return weights


class _Page:
    """A page's elements on their way to lines."""

    def __init__(self, root: Any) -> None:
        self.weights = _weights(root)
        self.counts: dict[Any, int] = {}
        self.pending = ""

    def is_furniture(self, element: Any) -> bool:
        """Whether an element is a menu, a notice or hidden: by place or name, and by what it holds."""
        weight = self.weights[element]
        if weight.prose > _FURNITURE_PROSE:
            return False
        if weight.links >= _LINKS and weight.linked >= _LINK_SHARE * weight.chars and element.tag in _LIST_TAGS:
            return True
        if element.tag in _FURNITURE_TAGS or element.get("hidden") is not None:
            return True
        if re.search(r"display\s*:\s*none", element.get("style") or "", re.I):
            return True
        if element.tag in ("body", "html", "main", "article", "p", "span") or not weight.links:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()
        return not _furniture()["label"].isdisjoint(re.split(r"[\s_-]+", names))

    def lines(self, root: Any) -> Iterator[str]:
        """The lines of what an element shows."""
        from lxml import etree

        pieces: list[str] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _UNSEEN or (element is not root and self.is_furniture(element)):
                    walk.skip_subtree()
                    # Without its inside: the end of an element that is left out breaks a line all the same.
                    continue
                if tag in _BLOCKS or tag == "br":
                    yield from self.taken(pieces)
                if tag == "table" and element is not root and self.is_data(element):
                    yield from self.table(element)
                    walk.skip_subtree()
                    continue
                if tag == "li":
                    # It stands before the first words of the item, even where those are a paragraph in it.
                    self.pending = self.list_number(element)
                if element.text:
                    pieces.append(element.text if _in_pre(element) else _flat(element.text))
            else:
                if tag in _BLOCKS:
                    yield from self.taken(pieces)
                if element is not root and element.tail:
                    pieces.append(element.tail if _in_pre(element.getparent()) else _flat(element.tail))
        yield from self.taken(pieces)

    def taken(self, pieces: list[str]) -> Iterator[str]:
        """The lines gathered so far, but for notices; the pieces are emptied."""
        text = "".join(pieces)
        pieces.clear()
        for line in text.split("\n"):
            line = line.strip(" \t\r\xa0")
            if line and not _is_notice(line):
                line, self.pending = f"{self.pending}{line}", ""
                yield line

    def list_number(self, element: Any) -> str:
        """The number that a browser writes before an item of an ordered list."""
        parent = element.getparent()
        style = "" if parent is None else (parent.get("style") or "").lower()
        if parent is None or parent.tag != "ol" or "none" in style:
            return ""
        start = (parent.get("start") or "").strip()
        first = int(start) if start.isdecimal() and len(start) < _NUMBER_DIGITS else 1
        number = self.counts[parent] = self.counts.get(parent, first - 1) + 1
        form = next((form for word, form in _STYLES if word in style), None)
        if form is not None:
            return f"{formatted(number, form)}、"
        return f"{formatted(number, _FORMS.get(parent.get('type') or '', 'decimal'))}. "

    def is_data(self, element: Any) -> bool:
        """Whether a table holds data, or only places things on the page."""
        if self.weights[element].tables > 1 or element.get("role") == "presentation":
            return False
        rows = list(_rows(element))
        widest = max((len(row) for row in rows), default=0)
        if len(rows) < 2 or widest < 2:
            return False
        return all(self.weights[cell].chars <= _CELL_CHARS for row in rows for cell in row)

    def table(self, element: Any) -> Iterator[str]:
        """The lines of a table of data, its caption first."""
        caption = "".join(self.lines(found)) if (found := element.find("caption")) is not None else ""
        if caption:
            yield caption
        else:
            previous = element.getprevious()
            caption = "" if previous is None or previous.tag not in ("p", "div") else "".join(previous.itertext())
        grid: list[list[Cell | None]] = []
        pending: dict[int, tuple[int, Cell]] = {}
        headers = 0
        for row in _rows(element):
            if headers == len(grid) and all(cell.tag == "th" for cell in row):
                headers += 1
            grid.append(self._placed(row, pending))
        yield from lines_of(grid, caption[-_FURNITURE_LINE:], headers or None)

    def _placed(self, row: list[Any], pending: dict[int, tuple[int, Cell]]) -> list[Cell | None]:
        """A row's cells by column, with those that hang down from the rows above."""
        placed: list[Cell | None] = []
        elements = list(reversed(row))
        while elements or len(placed) in pending:
            column = len(placed)
            if column in pending:
                left, cell = pending.pop(column)
                if left > 1:
                    pending[column] = (left - 1, cell)
                placed.append(cell)
                continue
            element = elements.pop()
            cell = Cell("\n".join(self.lines(element)))
            down, right = _span(element, "rowspan"), _span(element, "colspan")
            for i in range(column, column + right):
                placed.append(cell)
                if down > 1:
                    pending[i] = (down - 1, cell)
        return placed


def _in_pre(element: Any) -> bool:
    while element is not None and element.tag in ("span", "b", "font", "code", "a"):
        element = element.getparent()
    return element is not None and element.tag == "pre"


def _rows(element: Any) -> Iterator[list[Any]]:
    for row in element.iter("tr"):
        yield [cell for cell in row if cell.tag in ("td", "th")]


def _span(element: Any, name: str) -> int:
    value = (element.get(name) or "").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() and len(value) < _NUMBER_DIGITS else 1


def _flat(text: str) -> str:
    """Text as a browser shows it: a break of the source between Chinese characters is none."""
    return _SPACES.sub(" ", _HAN_BREAK.sub("", text))


def _is_notice(line: str) -> bool:
    if len(line) > _FURNITURE_LINE or "。" in line:
        return False
    folded = "".join(fold(line).split())
    return any(word in folded for word in _furniture()["line"])


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    """A page's characters, judged by its bytes: what it declares is often wrong and counts where they are silent."""
    if encoding is not None:
        return decode(data, encoding)
    try:
        return decode(data)
    except UndecodableError as refused:
        declared = _CHARSET.search(data, 0, _DECLARED_BYTES)
        for label in () if declared is None else (declared[1].decode("ascii"),):
            try:
                return decode(data, label)
            except UndecodableError:
                continue
        # A page of scripts with few words of Chinese is judged on those.
        words = _MARKUP.sub(b"", data)
        try:
            _, name = decode(words)
            return data.decode(name, "replace"), name
        except UndecodableError:
            raise refused from None


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").lower()
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def _properties(root: Any) -> Properties:
    meta = _meta(root)
    titles = [" ".join("".join(element.itertext()).split()) for element in root.iter("title")]
    title = meta.get("articletitle") or meta.get("og:title") or next((t for t in titles if t), None)
    day = next((meta[name] for name in ("pubdate", "article:published_time", "date") if name in meta), "")
    found = _DAY.search(day)
    created = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else None
    return Properties(title, meta.get("author") or meta.get("contentsource"), created)


def _unpacked(data: bytes) -> bytes:
    """The page inside a web archive (.mht), or the bytes as they are."""
    if not data[:200].lstrip().lower().startswith((b"mime-version:", b"from: <saved by")):
        return data
    from email import message_from_bytes

    for part in message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload
    raise UnreadableError("it is a web archive without a page in it", "save the page anew, as HTML")


def read(data: bytes, encoding: str | None = None, _limits: Limits = LIMITS) -> Content:
    r"""The text of a page, a line for each block; tables of data as `tables` tells them.

    >>> page = "<nav><a>首页</a></nav><p>全县招聘<b>300</b>名教师。<ol><li>培训</ol><p>版权所有"
    >>> read(page.encode("gbk")).text
    '全县招聘300名教师。\n1. 培训'

    Raises:
        UnreadableError: no text in the given or any known encoding, or elements nested too deep.
    """
    from lxml import etree

    data = _unpacked(data)
    text, name = _decoded(data, encoding)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.replace("\0", "\ufffd").encode("utf-8", "replace"), parser)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise UnreadableError("its elements are nested thousands deep", "save the page as text from a browser")
    if root is None:
        raise UnreadableError("there is no page in it", "save the page anew from a browser")
    return Content("\n".join(_Page(root).lines(root)), name, _properties(root))
