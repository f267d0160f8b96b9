"""Word documents (.docx, .docm): paragraphs, tables and text boxes in their order, with the numbers that Word shows."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from zhreport.readers.numbering import Numbering
from zhreport.readers.packages import checked_package
from zhreport.readers.source import LIMITS, Content, Limits, Properties, UnreadableError
from zhreport.readers.tables import Cell, lines_of

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
# What a paragraph holds and does not show, or what is read elsewhere.
_UNSEEN = frozenset(
    _W + name
    for name in (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "rPr",
        "pPr",
        "rt",
        "sdtPr",
        "tblPr",
        "fldData",
    )
)
_BLOCKS = frozenset(
    _W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "body", "footnote")
)
_MAX_SPAN = 1_000


class _Reader:
    """One document on its way to lines."""

    def __init__(self, document: Document) -> None:
        part = document.part
        numbering = next((r.target_part for r in part.rels.values() if r.reltype.endswith("/numbering")), None)
        styles = next((r.target_part for r in part.rels.values() if r.reltype.endswith("/styles")), None)
        self.numbering = Numbering(getattr(numbering, "element", None), getattr(styles, "element", None))
        self.boxes: list[Any] = []
        self.warnings: list[str] = []

    def blocks(self, container: Any) -> Iterator[str]:
        """The lines of a body, a cell or a text box."""
        above = ""
        for element in container:
            if element.tag == _W + "p":
                lines = list(self.paragraph(element))
            elif element.tag == _W + "tbl":
                lines = self.table(element, above)
            elif element.tag in _BLOCKS:
                lines = list(self.blocks(element))
            elif element.tag == _MC + "AlternateContent":
                lines = list(self.blocks(_chosen(element)))
            else:
                if element.tag == _W + "altChunk":
                    self.warnings.append("a document embedded in it was not read")
                continue
            above = lines[-1] if lines else above
            yield from lines

    def paragraph(self, element: Any) -> Iterator[str]:
        """A paragraph's lines, then those of the text boxes that are anchored in it."""
        properties = element.find(_W + "pPr")
        style = None if properties is None else properties.find(_W + "pStyle")
        if self.numbering.style_name(None if style is None else style.get(_W + "val")).startswith("toc "):
            return
        outer, self.boxes = self.boxes, []
        text = "".join(self.runs(element))
        boxes, self.boxes = self.boxes, outer
        # An empty paragraph has no number.
        if text.strip():
            yield from f"{self.numbering.marker(properties)}{text}".split("\n")
        else:
            yield ""
        for box in boxes:
            yield from self.blocks(box)

    def runs(self, parent: Any) -> Iterator[str]:
        """The text inside a paragraph, as it is shown."""
        for element in parent:
            tag = element.tag
            if tag in (_W + "t", _MATH_TEXT):
                yield element.text or ""
            elif not isinstance(tag, str) or tag in _UNSEEN or (tag == _W + "r" and _is_hidden(element)):
                continue
            elif tag == _W + "txbxContent":
                self.boxes.append(element)
            elif tag == _MC + "AlternateContent":
                yield from self.runs(_chosen(element))
            elif tag.startswith(_W) and tag[len(_W) :] in _SIGNS:
                yield _SIGNS[tag[len(_W) :]]
            else:
                yield from self.runs(element)

    def table(self, element: Any, above: str) -> list[str]:
        """A table's lines."""
        grid: list[list[Cell | None]] = []
        header_rows = 0
        for row in _children(element, "tr"):
            properties = row.find(_W + "trPr")
            if properties is not None and properties.find(_W + "del") is not None:
                continue
            if properties is not None and _is_on(properties.find(_W + "tblHeader")) and header_rows == len(grid):
                header_rows += 1
            grid.append(self._row(row, properties, grid[-1] if grid else []))
        return lines_of(grid, above, header_rows or None)

    def _row(self, row: Any, properties: Any | None, over: list[Cell | None]) -> list[Cell | None]:
        before = None if properties is None else properties.find(_W + "gridBefore")
        cells: list[Cell | None] = [None] * _span(before)
        for element in _children(row, "tc"):
            own = element.find(_W + "tcPr")
            merged = None if own is None else own.find(_W + "vMerge")
            span = max(1, _span(None if own is None else own.find(_W + "gridSpan")))
            cell: Cell | None = None
            if merged is not None and merged.get(_W + "val") != "restart" and len(cells) < len(over):
                cell = over[len(cells)]
            cells += [cell or Cell("\n".join(self.blocks(element)).strip())] * span
        return cells


def _children(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those wrapped in content controls."""
    for element in parent:
        if element.tag == _W + name:
            yield element
        elif element.tag in _BLOCKS:
            yield from _children(element, name)


def _chosen(alternatives: Any) -> Any:
    """The first of several forms of the same content."""
    choice = alternatives.find(_MC + "Choice")
    return choice if choice is not None else alternatives


def _span(element: Any | None) -> int:
    value = "" if element is None else element.get(_W + "val", "")
    return min(int(value), _MAX_SPAN) if value.isdecimal() else 0


def _is_on(element: Any | None) -> bool:
    return element is not None and element.get(_W + "val", "1") not in ("0", "false", "off")


def _is_hidden(run: Any) -> bool:
    properties = run.find(_W + "rPr")
    return properties is not None and _is_on(properties.find(_W + "vanish"))


def _opened(data: bytes) -> Document:
    import docx

    try:
        return docx.Document(BytesIO(data))
    except KeyError as error:
        raise UnreadableError(
            f"it is a damaged Word document ({error.args[0] if error.args else error})",
            "open it in Word or LibreOffice and save it again",
        ) from None
    except ValueError as error:
        raise UnreadableError(
            f"it is no Word document ({str(error).split(',')[-1].strip()})",
            "open it in Word and save it as a document (.docx)",
        ) from None


def _footnotes(document: Document) -> Iterator[Any]:
    """The footnotes' own elements, parsed as the library parses the rest."""
    from docx.oxml.parser import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype == _NOTES:
            for note in parse_xml(relation.target_part.blob):
                if note.get(_W + "type") is None:
                    yield note


def _properties(document: Document) -> Properties:
    core = document.core_properties
    created, modified = core.created, core.modified
    return Properties(
        core.title.strip() or None,
        core.author.strip() or None,
        None if created is None else created.date().isoformat(),
        None if modified is None else modified.date().isoformat(),
    )


def read(data: bytes, _encoding: str | None = None, limits: Limits = LIMITS) -> Content:
    """The text of a Word document, a line for each paragraph; tables as `tables` tells them, footnotes at the end.

    Left out: page headers and footers, the table of contents, deleted and hidden text.

    >>> from docx import Document
    >>> document = Document()
    >>> _ = document.add_paragraph("全县公开招聘300名教师。")
    >>> stream = BytesIO()
    >>> document.save(stream)
    >>> read(stream.getvalue()).text
    '全县公开招聘300名教师。'

    Raises:
        UnreadableError: no Word document, a damaged one, one in the Strict variant, or one that unpacks to too much.
    """
    package = checked_package(data, limits, "word/")
    if _STRICT in package:
        raise UnreadableError(
            "it is a Word document in the Strict Open XML variant",
            "open it in Word and save it as an ordinary document (.docx)",
        )
    document = _opened(data)
    reader = _Reader(document)
    lines = list(reader.blocks(document.element.body))
    for note in _footnotes(document):
        lines += reader.blocks(note)
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    return Content(text, "utf-8", _properties(document), (), tuple(dict.fromkeys(reader.warnings)))
