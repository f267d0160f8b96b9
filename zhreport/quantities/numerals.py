"""The grammar of Chinese, Arabic and mixed numerals, exactly, and its inverse.

numeral  := [负] (mixed | mixed [又] mixed 分之 mixed | mixed / mixed | 一半)
mixed    := (arabic | han)+ with scales inside and behind      3万5千, 1亿2,500万, 四十二亿七千万
han      := digits, each before its unit                       十五, 一百零五, 一万五 (the last unit is understood)
| digits alone                                       二〇〇七
| two neighbouring digits before or behind a unit    三四百, 十五六 (a range)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from zhreport.errors import NumeralError
from zhreport.lexicon.loader import table
from zhreport.text.folding import fold

Style = Literal["arabic", "grouped", "scaled", "han", "financial", "digits"]

# Wide enough for every figure of a report; a context of our own, so that the host's precision neither helps nor harms.
EXACT = Context(prec=50)
# Longer runs of digits are account numbers and noise.
MAX_DIGITS = 32

ARABIC = r"(?:\d{1,3}(?:[,']\d{3})++(?![\d'])|\d++)(?:\.\d++)?"
_TOKEN = re.compile(rf"{ARABIC}|\.\d++|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NumeralCharacters:
    """The rows of `lexicon/numerals.tsv` by class; `all` is every character of them."""

    digits: dict[str, int]
    tens: dict[str, int]
    scores: dict[str, int]
    myriads: dict[str, int]

    all: frozenset[str]


@cache
def characters() -> NumeralCharacters:
    """The characters that make up Han numerals.

    >>> characters().digits["两"], characters().scores["廿"]
    (2, 20)
    """
    classes: dict[str, dict[str, int]] = {"digit": {}, "ten": {}, "score": {}, "myriad": {}}
    for row in table("numerals.tsv", ("surface", "value", "class", "example")):
        if row["class"] not in classes:
            raise row.error(f"class {row['class']!r} is none of {', '.join(classes)}")
        if len(row["surface"]) != 1 or not row["value"].isdecimal():
            raise row.error("a numeral character is one character with a whole number as value")
        classes[row["class"]][row["surface"]] = int(row["value"])
    every = frozenset(c for surfaces in classes.values() for c in surfaces)
    return NumeralCharacters(classes["digit"], classes["ten"], classes["score"], classes["myriad"], every)


class Reading(NamedTuple):
    """What a numeral says: `value` in plain units, or `low` to `high` for neighbouring digits (三四百).

    `scale` is the scale word that ends it and may belong to a unit (四十二亿七千万 -> 万), `step` the worth of the last
    written digit in plain units, `vague` the mark inside it (几, 余, 多, 来), `digits` whether it is digits alone.
    """

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    scale: str
    step: Decimal
    vague: str
    digits: bool


class _Reader:
    """Reads the tokens of one numeral from left to right; `parts` holds finished groups with their myriad."""

    def __init__(self) -> None:
        self.parts: list[tuple[Decimal, int]] = []
        self.section = Decimal(0)
        self.pending: Decimal | None = None
        self.pair: Decimal | None = None  # second of two neighbouring digits
        self.spread = Decimal(0)  # how far the range of neighbouring digits reaches, in plain units
        self.run = 0  # Han digits in a row
        self.last_unit = 0  # the unit read last; 0 where a digit behind it has its own worth
        self.ten_below = 10000  # units of one section must fall
        self.step = Decimal(1)
        self.after_myriad = False
        self.vague = ""

    def digit(self, worth: int) -> bool:
        if self.pair is not None or (self.pending is not None and not self.run):
            return False
        if self.pending is None:
            self.pending = Decimal(worth)
        else:
            self.pending = self.pending * 10 + worth
        self.run += 1
        self.step = Decimal(1)
        self.after_myriad = False
        return True

    def zero(self) -> bool:
        if self.pending is not None:
            return self.digit(0)
        if not self.parts and not self.section:
            return self.digit(0)
        self.last_unit = 0
        return True

    def arabic(self, token: str) -> bool:
        if self.pending is not None:
            return False
        self.pending = Decimal(token.replace(",", "").replace("'", ""))
        exponent = self.pending.as_tuple().exponent
        self.step = Decimal(1).scaleb(int(exponent))
        self.after_myriad = False
        self.run = 0
        if len(token) > 1 and self.pending != 0:
            self.last_unit = 0
        return True

    def split_pair(self) -> None:
        """三四 before a unit is three to four, not thirty-four."""
        if self.run == 2 and self.pending is not None and self.pending >= 10:
            low, high = divmod(int(self.pending), 10)
            if high == low + 1 or (low, high) == (3, 5):
                self.pending, self.pair = Decimal(low), Decimal(high)

    def ten(self, unit: int) -> bool:
        if unit >= self.ten_below:
            return False
        if self.run > 1:
            self.split_pair()
            if self.pair is None:
                return False
        count = Decimal(1) if self.pending is None else self.pending
        guessed = self.vague == "几" and not count
        if self.pending is None or self.pair is not None:
            self.step = Decimal(1)
        if self.pair is not None:
            self.spread, self.pair = (self.pair - count) * unit, None
        self.section += count * unit
        if not guessed:
            self.step = self.step * unit
        self.pending, self.run = None, 0
        self.last_unit = self.ten_below = unit
        self.after_myriad = False
        return True

    def myriad(self, unit: int) -> bool:
        if self.run > 1:
            self.split_pair()
        if self.pair is not None and self.pending is not None:
            self.spread, self.pair = self.pair - self.pending, None
        elif self.pending is not None and self.last_unit and self.run == 2:
            return False
        whole = self.section + (self._tail() if self.section else self.pending or Decimal(0))
        if not whole and self.pending is None and not self.parts:
            whole = Decimal(1)
        doubled = self.after_myriad and bool(self.parts) and self.parts[-1][1] == unit  # 四万万
        while self.parts and (self.parts[-1][1] < unit or doubled):
            whole += self.parts.pop()[0]
            doubled = False
        if (not whole and self.pending is None) or (self.parts and self.parts[-1][1] <= unit):
            return False
        self.parts.append((whole * unit, unit))
        self.step *= unit
        self.spread *= unit
        self.section, self.pending, self.run = Decimal(0), None, 0
        self.last_unit, self.ten_below, self.after_myriad = unit, 10000, True
        return True

    def point(self, decimals: str) -> bool:
        """Decimals behind 点; what was read so far is the whole part."""
        whole = self.total()
        if not decimals or whole is None:
            return False
        self.parts.clear()
        self.section, self.pending = Decimal(0), whole + Decimal(f"0.{decimals}")
        self.last_unit, self.run, self.ten_below, self.after_myriad = 0, 0, 10000, False
        self.step = Decimal(1).scaleb(-len(decimals))
        return True

    def _tail(self) -> Decimal:
        """The worth of the digit that stands last: 一万五 -> 5000, 一百零五 -> 5."""
        if self.pending is None:
            return Decimal(0)
        if self.last_unit and self.run in (0, 1) and self.pending == int(self.pending) and 0 < self.pending < 10:
            self.step = Decimal(max(1, self.last_unit // 10))
            return self.pending * self.step
        return self.pending

    def total(self) -> Decimal | None:
        if self.run == 2 and (self.parts or self.section):
            self.split_pair()
            if self.pair is None and self.last_unit:
                return None
        tail = self._tail()
        if self.pair is not None and self.pending is not None:
            self.step = Decimal(max(1, self.last_unit // 10))
            tail = self.pending * self.step
            self.spread = (self.pair - self.pending) * self.step
        if tail and self.last_unit and tail >= self.last_unit:
            return None
        return sum((part for part, _ in self.parts), Decimal(0)) + self.section + tail


def _feed(reader: _Reader, token: str) -> bool:
    """One token into the reader; False where it does not fit."""
    names = characters()
    if token in names.digits:
        worth = names.digits[token]
        return reader.zero() if worth == 0 else reader.digit(worth)
    if token in names.tens:
        return reader.ten(names.tens[token])
    if token in names.myriads:
        return reader.myriad(names.myriads[token])
    if token in names.scores:
        if reader.pending is not None or reader.ten_below <= 10:
            return False
        reader.pending = Decimal(names.scores[token] // 10)
        reader.run = 1
        return reader.ten(10)
    if token in "几余多来":
        if reader.vague or (token != "几" and reader.pending is None and not reader.section and not reader.parts):
            return False
        reader.vague = token
        if token == "几":
            if reader.pending is not None or not (reader.section or reader.parts):
                return False
            # 三千几百 is three thousand and some: its own digit is worth nothing.
            reader.pending, reader.run = Decimal(0), 0
        return True
    if token[0].isdecimal() or (token[0] == "." and len(token) > 1):
        return reader.arabic(token)
    return False


def _trailing_scale(tokens: list[str]) -> str:
    """The scale that ends a numeral: 万亿 of 三十万亿, 亿 of 一万五千亿; behind one Arabic figure every unit (5千)."""
    names = characters()
    single = len(tokens) > 1 and (tokens[0][0].isdecimal() or tokens[0][0] == ".")
    start = len(tokens)
    while start and tokens[start - 1] in names.myriads:
        start -= 1
    if single and all(t in names.tens or t in names.myriads or t in "余多来几" for t in tokens[1:]):
        return "".join(t for t in tokens[1:] if t not in "余多来几")
    return "".join(tokens[start:])


def _decimals(tokens: list[str], point: int) -> tuple[str, int]:
    """The digits behind 点 and where they end."""
    names = characters()
    end = point + 1
    shown = ""
    while end < len(tokens) and (tokens[end] in names.digits or tokens[end].isdecimal()):
        shown += str(names.digits.get(tokens[end], tokens[end]))
        end += 1
    return shown, end


@lru_cache(maxsize=4096)
def read_numeral(text: str) -> Reading | int:
    """The reading of a numeral in the folded view without spaces or sign; else the offset that does not fit.

    >>> reading = read_numeral("四十二亿七千万")
    >>> reading.value, reading.scale, reading.step
    (Decimal('4270000000'), '万', Decimal('10000000'))
    >>> read_numeral("一百千")
    2
    """
    if len(text) > 2 * MAX_DIGITS or (len(text) > MAX_DIGITS and sum(c.isdecimal() for c in text) > MAX_DIGITS):
        return MAX_DIGITS
    with localcontext(EXACT):
        return _read(_TOKEN.findall(text))


def _read(tokens: list[str]) -> Reading | int:
    reader = _Reader()
    at, i = 0, 0
    while i < len(tokens):
        token = tokens[i]
        end = i + 1
        if token == "点":
            shown, end = _decimals(tokens, i)
            if i == 0 or not reader.point(shown):
                return at
        elif not _feed(reader, token):
            return at
        at += sum(map(len, tokens[i:end]))
        i = end
    value = reader.total()
    if value is None or not tokens:
        return max(0, at - 1)
    low, high = (value, value + reader.spread) if reader.spread else (None, None)
    digits = len(tokens) > 1 and all(t in characters().digits for t in tokens)
    return Reading(value, low, high, _trailing_scale(tokens), reader.step, reader.vague, digits)


_FRACTION = re.compile(r"(?:(?P<whole>[^又分/]+)又)?(?P<a>[^又分/]+)(?P<mark>分之|/)(?P<b>[^又分/]+)")
_LONGEST_FRACTION = 6 * MAX_DIGITS


def _signed(body: str) -> Decimal | int:
    """The value of one numeral with its sign; else the offset that does not fit."""
    signed = body[:1] in ("负", "-", "+") and len(body) > 1
    reading = read_numeral(body[signed:])
    if isinstance(reading, int):
        return reading + signed
    if reading.high is not None:
        # 三四百 is a range, and has no one value; of 十余 the written part is what the text commits itself to.
        return 0
    return -reading.value if body[0] in "负-" else reading.value


def _number(body: str) -> Decimal | int:
    """The value of a numeral, mixed fraction or half; else the offset that does not fit."""
    if body == "一半":
        return Decimal("0.5")
    signed = body[:1] in ("负", "-")
    match = _FRACTION.fullmatch(body, int(signed), _LONGEST_FRACTION)
    if match is None:
        return _signed(body)
    below, above = ("a", "b") if match["mark"] == "分之" else ("b", "a")
    parts: dict[str, Decimal] = {}
    for name in ("whole", above, below):
        value = _signed(match[name]) if match[name] else Decimal(0)
        if isinstance(value, int):
            return match.start(name) + value
        parts[name] = value
    if not parts[below]:
        return match.start(below)
    value = parts["whole"] + parts[above] / parts[below]
    return -value if signed else value


def parse_number(text: str) -> Decimal:
    """The exact value of a numeral, in any script, width and style, with spaces inside if need be.

    Marks of vagueness inside are passed over (十几万 -> 100000); 整 behind it too.

    >>> parse_number("一万五千亿")
    Decimal('1500000000000')
    >>> parse_number("１億２,５００萬"), parse_number("叁仟肆佰伍拾"), parse_number("负十点二三")
    (Decimal('125000000'), Decimal('3450'), Decimal('-10.23'))
    >>> parse_number("三百五十又四分之一")
    Decimal('350.25')

    Raises:
        NumeralError: the text is no numeral (a ValueError); a range such as 三四百 is none either.
    """
    folded = fold(text)
    places = [at for at, character in enumerate(folded) if not character.isspace()]
    body = "".join(folded[at] for at in places).removesuffix("整")
    with localcontext(EXACT):
        value = _number(body)
    if isinstance(value, int):
        raise NumeralError(text, places[value] if value < len(places) else len(text))
    return value


_HAN = "零一二三四五六七八九"
_FINANCIAL = "零壹贰叁肆伍陆柒捌玖"
_UNITS = {"han": ("", "十", "百", "千"), "financial": ("", "拾", "佰", "仟")}


def _section(number: int, digits: str, units: tuple[str, ...]) -> str:
    """1 to 9999 in words, without a leading 零."""
    words = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += digits[digit] + units[place]
        elif words and number % 10**place and not words.endswith("零"):
            words += "零"
    return words


def _words(number: int, digits: str, units: tuple[str, ...]) -> str:
    """A whole number in words: sections of 10^4, joined by 零 where the next one does not fill its first place."""
    for worth, name in ((10**8, "亿"), (10**4, "万")):
        if number >= worth:
            high, low = divmod(number, worth)
            words = _words(high, digits, units) + name
            if low:
                words += ("零" if low < worth // 10 else "") + _words(low, digits, units)
            return words
    return _section(number, digits, units)


def render_number(value: Decimal | int, style: Style = "han") -> str:
    """A number in writing, so that `parse_number` gives it back.

    Styles: arabic 12500, grouped 12,500, scaled 1.25万, han 一万二千五百, financial 壹万贰仟伍佰, digits 一二五〇〇.

    >>> render_number(10501), render_number(Decimal("12.5")), render_number(350, "financial")
    ('一万零五百零一', '十二点五', '叁佰伍拾')

    Raises:
        ValueError: an infinite or undefined value, or digits of a negative number or one with decimals.
    """
    with localcontext(EXACT):
        return _render(Decimal(value), style)


def _render(number: Decimal, style: Style) -> str:
    if not number.is_finite():
        raise ValueError(f"{number} cannot be written as a numeral; give a finite number")
    sign, whole, decimals = "负" if number < 0 else "", *_split(abs(number))
    if style == "digits":
        if sign or decimals:
            raise ValueError(f"{number} cannot be written with digits alone; give a whole number from 0 on")
        return "".join("〇一二三四五六七八九"[int(c)] for c in whole)
    if style in ("arabic", "grouped", "scaled"):
        return _arabic(number, whole, decimals, style)
    digits = _HAN if style == "han" else _FINANCIAL
    words = _words(int(whole), digits, _UNITS[style]) or "零"
    if style == "han" and words.startswith("一十"):
        words = words[1:]
    return sign + words + ("点" + "".join(digits[int(c)] for c in decimals) if decimals else "")


def _split(number: Decimal) -> tuple[str, str]:
    """The written whole and decimal digits of a number from 0 on."""
    whole, _, decimals = f"{number:f}".partition(".")
    return whole.lstrip("0") or "0", decimals


def _arabic(number: Decimal, whole: str, decimals: str, style: Style) -> str:
    sign = "-" if number < 0 else ""
    if style == "scaled":
        for worth, name in ((8, "亿"), (4, "万")):
            if abs(number) >= 10**worth:
                return (
                    f"{number.scaleb(-worth, Context(prec=MAX_DIGITS * 2, traps=[Inexact])).normalize(EXACT):f}{name}"
                )
    if style == "grouped":
        whole = f"{int(whole):,}"
    return sign + whole + (f".{decimals}" if decimals else "")
