"""Deals the members of a coordination out to the figures of a list: 小学、国中和普通高中|专任教师合格率."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhreport.facts.phrases import is_head, is_verb
from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import vocabulary

_SECTOR = re.compile("[二三四](?:产业|次产业|季度|类|级)")
_ORDINAL = re.compile("第?[一二三四]")


def split_members(tokens: Sequence[Token]) -> list[list[Token]]:
    """The members of a list joined by 、, 和, 及."""
    members: list[list[Token]] = [[]]
    for token in tokens:
        if token.cls == "coordinator":
            members.append([])
        else:
            members[-1].append(token)
    return [m for m in members if m]


def _shared_tail(members: list[list[Token]]) -> int:
    """How many tokens at the end of the last member belong to all of them (普通|高中|专任教师合格率)."""
    known = vocabulary()
    last = members[-1]
    if any((is_head(m[-1]) or m[-1].cls == "nominal") and len(m) > 1 for m in members[:-1]):
        return 0
    for i in range(len(last) - 1, 0, -1):
        if known.is_noun("".join(t.text for t in last[:i]), "category") or known.is_noun(last[i - 1].text, "category"):
            return len(last) - i
    for i in range(1, len(last)):
        if any(m[-1].text[-1] == last[i - 1].text[-1] for m in members[:-1]):
            return len(last) - i
    i = len(last)
    while i > 1 and (
        last[i - 1].cls == "manner"
        or is_head(last[i - 1])
        or is_verb(last[i - 1])
        or known.is_noun(last[i - 1].text, "carrier")
    ):
        i -= 1
    return len(last) - i


def _with_shared_front(members: list[list[Token]]) -> list[list[Token]]:
    """道路交通事故|起数、死亡人数和财产损失: what stands before the first head belongs to all of them."""
    first = members[0]
    front = first[:-1]
    bare = all(is_head(m[-1]) and all(is_verb(t) for t in m[:-1]) for m in members[1:-1])
    if len(members) < 2 or not front or not is_head(first[-1]) or not bare or len(members[-1]) > 3:
        return members
    if any(t.cls == "noun" for t in members[-1][:-1]):
        return members
    return [first, *(front + m for m in members[1:])]


def _with_head_apart(member: list[Token]) -> list[Token]:
    """行政案件 -> 行政|案件: a word of the dictionary whose head the members share."""
    last = member[-1]
    known = vocabulary()
    if len(last.text) < 4 or last.end - last.start != len(last.text):
        return member
    if not known.is_noun(last.text[-2:], "carrier"):
        return member
    cut = last.end - 2
    return [*member[:-1], Token(last.start, cut, last.text[:-2], "noun"), Token(cut, last.end, last.text[-2:], "noun")]


def _split_pair(item: list[Token]) -> list[list[Token]]:
    """城乡|低保标准 -> 城低保标准, 乡低保标准."""
    pair, tail = item[0], item[1:]
    halves = (pair.start, pair.start + 1, pair.text[0]), (pair.start + 1, pair.end, pair.text[1:])
    return [[Token(start, end, text, "noun"), *tail] for start, end, text in halves]


def _numbered_sectors(members: list[list[Token]]) -> list[list[Token]] | None:
    """第一、二、三产业|增加值 -> three names; None where the members are others."""
    last = members[-1]
    heads = ["".join(t.text for t in m) for m in members[:-1]]
    if not _SECTOR.match("".join(t.text for t in last[:2])) or not all(_ORDINAL.fullmatch(head) for head in heads):
        return None
    return [*(m + last[1:] for m in members[:-1]), last]


def deal_members(item: Sequence[Token], count: int) -> list[list[Token]] | None:
    """One name for each of `count` figures, None where the numbers differ.

    小学、国中和普通高中|专任教师合格率 -> three rates.
    """
    members = split_members(item)
    if count == 2 and len(members) == 1 and vocabulary().is_noun(item[0].text, "pair"):
        return _split_pair(list(item))
    if len(members) != count or count < 2:
        return None
    numbered = _numbered_sectors(members)
    if numbered is not None:
        return numbered
    if item[0].text == "单位" and len(members[0]) > 2:
        return [members[0], *(members[0][:-1] + m for m in members[1:])]  # 单位|生产总值|用水量、能耗
    members[-1] = _with_head_apart(members[-1])
    tail = _shared_tail(members)
    if not tail:
        return _with_shared_front(members)
    shared = members[-1][len(members[-1]) - tail :]
    return [*(m + shared for m in members[:-1]), members[-1]]
