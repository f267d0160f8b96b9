"""The numbers that Word writes before paragraphs by itself: 一、 and （一） are no characters of its text.

A paragraph, or its style, names a list (`numId`) and a level of it (`ilvl`); the list's definition says how numbers of
that level look (`lvlText` with %1 … %9 for the numbers of the levels, `numFmt` for each number's script).
"""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_COUNTING = {
    "zh": (_DIGITS, "十百千", "万"),
    "tw": ("○一二三四五六七八九", "十百千", "萬"),
    "legal-zh": ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万"),
    "legal-tw": ("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬"),
}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
# The first characters of series that Unicode has, and how many there are of each.
_SERIES = {
    "decimalEnclosedCircle": ("①", 20),
    "decimalEnclosedCircleChinese": ("①", 20),
    "decimalEnclosedParen": ("⑴", 20),
    "decimalEnclosedFullstop": ("⒈", 20),
    "ideographEnclosedCircle": ("㊀", 10),
}
_LETTERS = 26
_LEVELS = 9
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def counted(number: int, digits: str, ranks: str, wan: str) -> str:
    """A number up to 99,999,999 as it is counted.

    >>> counted(10, *_COUNTING["zh"]), counted(21, *_COUNTING["zh"]), counted(105, *_COUNTING["legal-zh"])
    ('十', '二十一', '壹佰零伍')
    """
    high, number = divmod(number, 10_000)
    # What stands behind 万 is written out: 一万零一十.
    written, gap = (counted(high, digits, ranks, wan) + wan, False) if high else ("", False)
    for rank in range(3, -1, -1):
        digit = number // 10**rank % 10
        if digit:
            zero = "零" if gap and written else ""
            written += f"{zero}{digits[digit]}{ranks[rank - 1] if rank else ''}"
            gap = False
        else:
            gap = True
    # 十一, not 一十一; but 壹拾壹.
    if digits[1] == "一" and not high and 10 <= number < 20:
        written = written[1:]
    return written or digits[0]


def _lettered(number: int, first: str) -> str:
    """From a to z, then aa, bb: as Word goes on."""
    times, place = divmod(number - 1, _LETTERS)
    return chr(ord(first) + place) * (times + 1)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written


def _chinese(number: int, form: str) -> str | None:
    """A number in one of the forms that count in Chinese characters."""
    if form in ("ideographTraditional", "ideographZodiac"):
        series = _STEMS if form == "ideographTraditional" else _BRANCHES
        return series[(number - 1) % len(series)]
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(("○" + _DIGITS[1:] if form == "taiwaneseDigital" else _DIGITS)[int(d)] for d in str(number))
    if form.startswith("ideographLegal"):
        return counted(number, *_COUNTING["legal-tw"])
    if form.startswith("chineseLegal"):
        return counted(number, *_COUNTING["legal-zh"])
    if form.startswith("taiwaneseCounting"):
        return counted(number, *_COUNTING["tw"])
    if form.startswith(("chineseCounting", "japaneseCounting")):
        return counted(number, *_COUNTING["zh"])
    return None


def formatted(number: int, form: str) -> str:
    """A number in one of Word's number formats; one that is not known here counts in digits.

    >>> [formatted(3, form) for form in ("chineseCounting", "decimalEnclosedCircle", "upperRoman", "decimalFullWidth")]
    ['三', '③', 'III', '３']
    """
    if form in ("none", "bullet"):
        return ""
    if number < 1 or number > 99_999_999:
        return str(number)
    if form in _SERIES and number <= _SERIES[form][1]:
        return chr(ord(_SERIES[form][0]) + number - 1)
    if form in ("lowerLetter", "upperLetter") and number <= 20 * _LETTERS:
        return _lettered(number, "a" if form == "lowerLetter" else "A")
    if form in ("lowerRoman", "upperRoman") and number < 4_000:
        return _roman(number).lower() if form == "lowerRoman" else _roman(number)
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    if form == "decimalZero":
        return f"{number:02d}"
    return _chinese(number, form) or str(number)


def _value(parent: Any, *names: str) -> str | None:
    """The w:val of an element down a path, None where there is none."""
    for name in names:
        parent = None if parent is None else parent.find(_W + name)
    return None if parent is None else parent.get(_W + "val")


def _whole(text: str | None, default: int) -> int:
    try:
        return default if text is None else int(text)
    except ValueError:
        return default


class Numbering:
    """The lists of one document, counting as its paragraphs are read in order."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._abstract: dict[str, Any] = {}
        self._lists: dict[str, Any] = {}
        self._styles = {} if styles is None else {s.get(_W + "styleId"): s for s in styles.iter(_W + "style")}
        for one in () if numbering is None else numbering:
            if one.tag == _W + "abstractNum":
                self._abstract[one.get(_W + "abstractNumId")] = one
            elif one.tag == _W + "num":
                self._lists[one.get(_W + "numId")] = one
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def style_name(self, style: str | None) -> str:
        """A style's name as people see it, in lower case."""
        return (_value(self._styles.get(style or ""), "name") or "").lower()

    def _style_chain(self, style: str | None) -> list[Any]:
        chain: list[Any] = []
        while style in self._styles and self._styles[style] not in chain:
            chain.append(self._styles[style])
            style = _value(chain[-1], "basedOn")
        return chain

    def _place(self, properties: Any | None) -> tuple[str, int] | None:
        """The list and the level of a paragraph, by its own properties or those of its style."""
        own = None if properties is None else properties.find(_W + "numPr")
        number, level = _value(own, "numId"), _value(own, "ilvl")
        if number is None:
            default = next((k for k, s in self._styles.items() if _is_default(s)), None)
            style = _value(properties, "pStyle") or default
            for one in self._style_chain(style):
                told = one.find(f"{_W}pPr/{_W}numPr")
                number = _value(told, "numId")
                if number is not None:
                    # A style's level is the one that names the style.
                    level = level or self._level_of_style(number, one.get(_W + "styleId")) or _value(told, "ilvl")
                    break
        if number is None or number == "0" or number not in self._lists:
            return None
        return number, min(max(_whole(level, 0), 0), _LEVELS - 1)

    def _level_of_style(self, number: str, style: str) -> str | None:
        definition = self._definition(number)
        for one in () if definition is None else definition.iter(_W + "lvl"):
            if _value(one, "pStyle") == style:
                level: str | None = one.get(_W + "ilvl")
                return level
        return None

    def _definition(self, number: str | None) -> Any | None:
        """The abstract list that a list follows, through the style that it may be linked to."""
        for _ in range(_LEVELS):
            abstract = self._abstract.get(_value(self._lists.get(number or ""), "abstractNumId") or "")
            link = _value(abstract, "numStyleLink")
            if link is None:
                return abstract
            number = _value(self._styles.get(link), "pPr", "numPr", "numId")
        return None

    def _level(self, number: str, level: int) -> tuple[Any | None, int | None]:
        """How a level of a list looks, and where the list itself makes it start anew."""
        override = self._find(self._lists[number], "lvlOverride", level)
        start = _value(override, "startOverride")
        own = None if override is None else override.find(_W + "lvl")
        definition = self._definition(number)
        look = own if own is not None else self._find(definition, "lvl", level)
        return look, None if start is None else _whole(start, 1)

    @staticmethod
    def _find(parent: Any | None, name: str, level: int) -> Any | None:
        for one in () if parent is None else parent.iterchildren(_W + name):
            if one.get(_W + "ilvl") == str(level):
                return one
        return None

    def _count(self, number: str, level: int) -> list[int | None]:
        """Counts a paragraph; the numbers of all levels up to its own."""
        # Lists of one definition count on together.
        key = _value(self._lists[number], "abstractNumId") or number
        counts = self._counts.setdefault(key, [None] * _LEVELS)
        look, start = self._level(number, level)
        if start is not None and (number, level) not in self._begun:
            counts[level] = start
        else:
            before = counts[level]
            counts[level] = _whole(_value(look, "start"), 1) if before is None else before + 1
        self._begun.add((number, level))
        for deeper in range(level + 1, _LEVELS):
            restart = _value(self._level(number, deeper)[0], "lvlRestart")
            if restart is None or _whole(restart, 0) > level:
                counts[deeper] = None
        for outer in range(level):
            if counts[outer] is None:
                counts[outer] = _whole(_value(self._level(number, outer)[0], "start"), 1)
        return counts

    def marker(self, properties: Any | None) -> str:
        """What Word writes before the next paragraph, empty for one without a number."""
        place = self._place(properties)
        if place is None:
            return ""
        number, level = place
        look, _ = self._level(number, level)
        counts = self._count(number, level)
        if look is None:
            return ""
        written = _value(look, "lvlText") or ""
        if _value(look, "numFmt") == "bullet":
            # Bullets are characters of symbol fonts, which mean nothing elsewhere.
            written = "".join("●" if "\ue000" <= c <= "\uf8ff" else c for c in written)
        legal = look.find(_W + "isLgl") is not None
        for outer in range(level, -1, -1):
            form = _value(self._level(number, outer)[0], "numFmt") or "decimal"
            written = written.replace(
                f"%{outer + 1}", formatted(counts[outer] or 0, "decimal" if legal and outer < level else form)
            )
        ended = not written or not written[-1].isascii() or _value(look, "suff") == "nothing"
        # 1. 2007年 must not become 1.2007年; 一、 needs no space.
        return written if ended else f"{written} "


def _is_default(style: Any) -> bool:
    return style.get(_W + "default") in ("1", "true") and style.get(_W + "type") == "paragraph"
