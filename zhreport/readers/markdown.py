"""Markdown: its text without the marks that say how it looks; tables as `tables` tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhreport.readers.plain import read as read_plain
from zhreport.readers.source import LIMITS, Content, Limits, Properties
from zhreport.readers.tables import Cell, lines_of

_FRONT = re.compile(r"---[ \t]*\n(?P<head>.{0,20000}?)\n(?:---|\.\.\.)[ \t]*\n", re.S)
_FIELD = re.compile(r"^(title|author|date):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.M | re.I)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
# Each pattern is tried at one place with a bound on how far it looks.
_INLINE = (
    (re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"\[([^\]\n]{0,300})\]\{[^}\n]{0,300}\}"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\*(?!\*)"), r"\1"),
    (re.compile(r"~~([^~\n]{1,500})~~"), ""),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    # Dashes as Markdown programs write them in plain characters.
    (re.compile(r"(?<!-)-{6}(?!-)"), "——"),
    (re.compile(r"(?<!-)-{3}(?!-)"), "—"),
    (re.compile(r"<!--.{0,2000}?-->"), ""),
    (re.compile(r"<(?:br|BR)\s?/?>"), "\n"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,300}>"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~$@^'\"-])"), r"\1"),
)
_BREAK = re.compile(r"(?: {2,}|\\)$")


def _inline(line: str) -> str:
    for pattern, by in _INLINE:
        line = pattern.sub(by, line)
    return line


def _cells(line: str) -> list[Cell | None]:
    parts = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    return [Cell(_inline(part).strip()) for part in parts]


def _blocks(lines: list[str]) -> Iterator[str]:
    """The lines without marks."""
    fenced = False
    at, above = 0, ""
    while at < len(lines):
        line = lines[at]
        at += 1
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            yield line
        elif "|" in line and at < len(lines) and "|" in lines[at] + line and _TABLE_RULE.fullmatch(lines[at]):
            grid = [_cells(line)]
            at += 1
            while at < len(lines) and "|" in lines[at]:
                grid.append(_cells(lines[at]))
                at += 1
            yield from lines_of(grid, above, header_rows=1)
        elif (above.strip() and _UNDERLINE.fullmatch(line)) or _RULE.fullmatch(line):
            continue
        else:
            above = _plain(line)
            yield above


def _plain(line: str) -> str:
    """A line without the marks at its head and in it."""
    line = _BREAK.sub("", _QUOTE.sub("", line, count=1))
    heading = _HEADING.fullmatch(line)
    if heading is not None:
        return _inline(heading["text"])
    bullet = _BULLET.match(line)
    return _inline(line if bullet is None else f"●{line[bullet.end() :]}")


def read(data: bytes, encoding: str | None = None, limits: Limits = LIMITS) -> Content:
    r"""The text of a Markdown file; its lines stay broken as they are, which `text.layout` understands.

    >>> read("# 总结\n\n投入**561.3**万元。\n\n- 招聘[教师](a.html)300名".encode()).text
    '总结\n\n投入561.3万元。\n\n●招聘教师300名'

    Raises:
        UndecodableError: the bytes are no text.
    """
    plain = read_plain(data, encoding, limits)
    front = _FRONT.match(plain.text)
    fields = {} if front is None else {name.lower(): value for name, value in _FIELD.findall(front["head"])}
    text = plain.text if front is None else plain.text[front.end() :]
    day = _DAY.match(fields.get("date", ""))
    properties = Properties(fields.get("title") or None, fields.get("author") or None, day[0] if day else None)
    return Content("\n".join(_blocks(text.split("\n"))), plain.encoding, properties)
