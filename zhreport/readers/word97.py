"""The structures of Word 97 files (.doc, .wps): pieces of text, properties of paragraphs, lists.

After the published description of the format ([MS-DOC]); names in brackets are those used there. All offsets in a file
may be lies: slices that run out of the data come out short, and what is short is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhreport.readers.numbering import formatted
from zhreport.readers.source import UnreadableError

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
# Where the counts of characters and the places of structures stand in the file's header [FIB].
_COUNTS, _PLACES = 0x4C, 154
_STYLES, _PARAGRAPHS, _CLX, _LISTS, _OVERRIDES = 1, 13, 33, 73, 74
_PAGE = 512
_COMPRESSED = 0x4000_0000
_LEVELS = 9
_MAX_ITEMS = 100_000

IN_TABLE, ROW_END, LEVEL, LIST, ROW = 0x2416, 0x2417, 0x260A, 0x460B, 0xD608
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
# The formats of numbers by their codes [MSONFC].
_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 16: "ideographLegalTraditional", 17: "ideographDigital",
    18: "decimalEnclosedCircle", 19: "decimalFullWidth", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle", 30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting",
    38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def properties_in(data: bytes) -> dict[int, bytes]:
    """The properties in a list of them [grpprl]: code and operand."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 2 < len(data):
        code = _u16(data, at)
        at += 2
        kind = code >> 13
        if kind != 6:
            length = _OPERAND_SIZES[kind]
        elif code == ROW:
            length = _u16(data, at) - 1
            at += 2
        else:
            length = data[at]
            at += 1
        if length < 0:
            break
        found[code] = data[at : at + length]
        at += length
    return found


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; `text` has the numbers of the levels as the characters 0 to 8."""

    start: int
    form: str
    text: str
    followed: bool


@dataclass(slots=True)
class _List:
    key: int
    levels: list[_Level]
    starts: dict[int, int] = field(default_factory=dict)


def _level_at(data: bytes, at: int) -> tuple[_Level, int]:
    """A level of a list [LVL], and where the next one begins."""
    start, form, follow = _u32(data, at), data[at + 4], data[at + 15]
    at += 28 + data[at + 24] + data[at + 25]
    count = _u16(data, at)
    text = data[at + 2 : at + 2 + 2 * count].decode("utf-16-le", "replace")
    return _Level(start, _FORMATS.get(form, "decimal"), text, follow != 2), at + 2 + 2 * count


class Word97:
    """The text of a file and what is known of its paragraphs."""

    def __init__(self, main: bytes, tables: dict[str, bytes]) -> None:
        flags = _u16(main, 10)
        if _u16(main, 0) != _MAGIC or len(main) < _PLACES:
            raise UnreadableError("it is no Word document", "open it in its program and save it as .docx")
        if flags & _ENCRYPTED:
            raise UnreadableError("it is protected by a password", "save a copy without a password")
        if _u16(main, 2) < _WORD_97:
            raise UnreadableError("it was written by Word 95 or before", "open it in its program and save it as .docx")
        self.main = main
        self.table = tables.get("1Table" if flags & _TABLE_1 else "0Table", b"")
        self.counts = [_u32(main, _COUNTS + 4 * i) for i in range(8)]
        self._texts: list[str] = []
        self._pieces: list[tuple[int, int, int]] = []
        self._read_pieces()
        self._places, self._properties = self._read_paragraphs()
        self._styles = self._read_styles()
        self._lists = self._read_lists()
        self._numbers: dict[int, list[int | None]] = {}

    def _structure(self, index: int) -> bytes:
        at = _PLACES + 8 * index
        offset, length = _u32(self.main, at), _u32(self.main, at + 4)
        return self.table[offset : offset + length]

    def _read_pieces(self) -> None:
        """The pieces that the text is made of [Clx]: each at a place of the file, one or two bytes a character."""
        clx, at = self._structure(_CLX), 0
        while at < len(clx) and clx[at] == 1:
            at += 3 + _u16(clx, at + 1)
        pieces = clx[at + 5 : at + 5 + _u32(clx, at + 1)] if at < len(clx) and clx[at] == 2 else b""
        count = max(0, (len(pieces) - 4) // 12)
        for i in range(count):
            begin, end = _u32(pieces, 4 * i), _u32(pieces, 4 * i + 4)
            place = _u32(pieces, 4 * (count + 1) + 8 * i + 2)
            if end < begin or end - begin > len(self.main):
                raise UnreadableError("it is a truncated or damaged Word document", "copy or download it again")
            width = 1 if place & _COMPRESSED else 2
            place = (place & ~_COMPRESSED) // 2 if width == 1 else place
            raw = self.main[place : place + width * (end - begin)]
            text = raw.decode("cp1252" if width == 1 else "utf-16-le", "replace")
            if len(raw) < width * (end - begin):
                raise UnreadableError("it is a truncated Word document", "copy or download it again")
            # A pair of surrogates is one character here and two in the file: only the places suffer.
            self._texts.append(text)
            self._pieces.append((begin, place, width))
        if not count:
            raise UnreadableError("it is a truncated or damaged Word document", "copy or download it again")

    def text(self) -> str:
        """All text, of the main part and of notes and boxes behind it."""
        return "".join(self._texts)

    def _place(self, position: int) -> int:
        """Where in the file a character stands."""
        i = bisect_right(self._pieces, position, key=lambda piece: piece[0]) - 1
        begin, place, width = self._pieces[max(i, 0)]
        return place + width * (position - begin)

    def _read_paragraphs(self) -> tuple[list[int], list[tuple[int, bytes]]]:
        """The ends of paragraphs in the file, and the style and own properties of each [PlcBtePapx]."""
        plan = self._structure(_PARAGRAPHS)
        count = max(0, (len(plan) - 4) // 8)
        ends: list[int] = []
        found: list[tuple[int, bytes]] = []
        for i in range(count):
            at = _PAGE * (_u32(plan, 4 * (count + 1) + 4 * i) & 0x3F_FFFF)
            page = self.main[at : at + _PAGE]
            if len(page) < _PAGE:
                continue
            for j in range(page[-1]):
                entry = 4 * (page[-1] + 1) + 13 * j
                offset = 2 * page[entry] if entry < _PAGE else 0
                ends.append(_u32(page, 4 * (j + 1)))
                found.append(_paragraph(page, offset) if offset else (0, b""))
        order = sorted(range(len(ends)), key=ends.__getitem__)
        return [ends[i] for i in order], [found[i] for i in order]

    def paragraph(self, mark: int) -> dict[int, bytes]:
        """The properties of the paragraph that ends with the mark at a position, those of its style below its own."""
        i = bisect_right(self._places, self._place(mark))
        if i >= len(self._properties):
            return {}
        style, own = self._properties[i]
        return {**self._styles.get(style, {}), **properties_in(own)}

    def _read_styles(self) -> dict[int, dict[int, bytes]]:
        """The paragraph properties of each style, with those of the style that it is based on [STSH]."""
        sheet = self._structure(_STYLES)
        if len(sheet) < 6:
            return {}
        at, count, base = 2 + _u16(sheet, 0), _u16(sheet, 2), _u16(sheet, 4)
        own: dict[int, tuple[int, dict[int, bytes]]] = {}
        for number in range(count):
            length = _u16(sheet, at)
            style = sheet[at + 2 : at + 2 + length]
            at += 2 + length + (length & 1)
            if len(style) <= base + 2 or style[2] & 0xF != 1:
                continue
            begins = base + 2 + 2 * _u16(style, base) + 2
            size = _u16(style, begins)
            own[number] = (_u16(style, 2) >> 4, properties_in(style[begins + 4 : begins + 2 + size]))
        resolved: dict[int, dict[int, bytes]] = {}
        for number in own:
            chain = [number]
            while own[chain[-1]][0] in own and own[chain[-1]][0] not in chain:
                chain.append(own[chain[-1]][0])
            resolved[number] = {code: value for one in reversed(chain) for code, value in own[one][1].items()}
        return resolved

    def _read_lists(self) -> list[_List]:
        """The lists in the order in which paragraphs name them [PlfLfo], with their levels [PlfLst]."""
        try:
            return list(self._lists_in())
        except IndexError:
            # Numbers are lost then, the text is not.
            return []

    def _lists_in(self) -> Iterator[_List]:
        at = _u32(self.main, _PLACES + 8 * _LISTS)
        if not _u32(self.main, _PLACES + 8 * _LISTS + 4):
            return
        count = _u16(self.table, at)
        heads = [self.table[at + 2 + 28 * i : at + 30 + 28 * i] for i in range(count)]
        at += 2 + 28 * count
        levels: dict[int, list[_Level]] = {}
        for head in heads:
            of_list: list[_Level] = []
            for _ in range(1 if head[26] & 1 else _LEVELS):
                level, at = _level_at(self.table, at)
                of_list.append(level)
            levels[_u32(head, 0)] = of_list
        plan = self._structure(_OVERRIDES)
        count = min(_u32(plan, 0), _MAX_ITEMS)
        at = 4 + 16 * count
        for i in range(count):
            own = plan[4 + 16 * i : 20 + 16 * i]
            found = _List(_u32(own, 0), levels.get(_u32(own, 0), [])[:])
            at += 4
            for _ in range(own[12]):
                start, flags = _u32(plan, at), _u32(plan, at + 4)
                at += 8
                number = flags & 0xF
                if flags & 0x20:
                    level, at = _level_at(plan, at)
                    if number < len(found.levels):
                        found.levels[number] = level
                elif flags & 0x10:
                    found.starts[number] = start
            yield found

    def marker(self, properties: dict[int, bytes]) -> str:
        """What Word writes before a paragraph, empty for one without a number."""
        index = _u16(properties.get(LIST, b"\0\0"), 0)
        if not 1 <= index <= len(self._lists):
            return ""
        found = self._lists[index - 1]
        number = (properties.get(LEVEL) or b"\0")[0]
        if number >= len(found.levels):
            return ""
        counts = self._numbers.setdefault(found.key, [None] * _LEVELS)
        before = counts[number]
        if number in found.starts:
            counts[number] = found.starts.pop(number)
        else:
            counts[number] = found.levels[number].start if before is None else before + 1
        for deeper in range(number + 1, _LEVELS):
            counts[deeper] = None
        level = found.levels[number]
        if level.form == "bullet":
            return "".join("●" if "\ue000" <= c <= "\uf8ff" else c for c in level.text)
        written = ""
        for character in level.text:
            place = ord(character)
            if place < len(found.levels):
                counts[place] = found.levels[place].start if counts[place] is None else counts[place]
                written += formatted(counts[place] or 0, found.levels[place].form)
            else:
                written += character
        spaced = written and written[-1].isascii() and level.followed
        return f"{written} " if spaced else written


def _paragraph(page: bytes, offset: int) -> tuple[int, bytes]:
    """The style and the properties of a paragraph [PapxInFkp]."""
    size = 2 * page[offset] - 1
    offset += 1
    if size < 0:
        size = 2 * page[offset] if offset < len(page) else 0
        offset += 1
    return _u16(page, offset), page[offset + 2 : offset + size]
