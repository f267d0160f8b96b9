"""Figures before which nothing new is named: what they measure is carried on from the figures before."""

from __future__ import annotations

from collections.abc import Callable

from zhreport.facts.attributive import predicate
from zhreport.facts.cores import Core, read_core
from zhreport.facts.dealing import deal_members
from zhreport.facts.drafts import Draft, Reading, folded
from zhreport.facts.leads import is_share_name, without_goal
from zhreport.facts.names import subject_of
from zhreport.facts.phrases import is_verb, without_group
from zhreport.facts.purposes import read_part_of_whole, read_purpose
from zhreport.facts.tokens import Token
from zhreport.model import Quantity

PERSONS = frozenset({"人", "人次"})
"""Units of persons."""

SHORT_ITEM_CHARS = 3
"""A carried item this short is told from its neighbours by what was done with it: 焚化 + 垃圾."""

_RATES = frozenset({"percentage", "points", "multiple", "ratio"})
# What was reached says as much without these: 实现|利润.
_PLAIN_VERBS = frozenset({"实现", "完成", "达到", "取得", "安排", "发生", "产"})
# 全国的|八分之一: how long the name of the whole may be.
_WHOLE_TOKENS = 3


def shares_on(previous: Draft, left: list[Token]) -> bool:
    """占全省的43%|、全国的|八分之一: a share of another whole."""
    whole = left[1:-1]
    if previous.role != "share" or len(left) < 3 or left[0].cls != "coordinator" or left[-1].cls != "de":
        return False
    return len(whole) <= _WHOLE_TOKENS and all(t.cls in ("scope", "noun") for t in whole)


def read_nameless(reading: Reading, draft: Draft, k: int, left: list[Token], right: list[Token]) -> None:
    """Before the figure nothing is named: what it measures is carried, or stands behind it."""
    if draft.role == "level" and _is_earlier(reading, draft):
        draft.role = "previous"
    if _says_again(reading, draft, left):
        return
    if not left and draft.quantity.std_unit in PERSONS and right and is_verb(right[0]):
        _read_doers(draft, right)
        return
    _carry(reading, draft)
    if not draft.item and draft.quantity.kind == "amount":
        read_purpose(reading, draft, k, right)
    read_part_of_whole(reading, draft, k, right)


def read_again(reading: Reading, draft: Draft, core: Core) -> None:
    """新开工安居工程666万套，基本建成|544万套: a verb alone, in the unit of the topic, says more of the topic."""
    topic = reading.previous or reading.memory.topic_here
    again = reading.memory.in_parts or any(t.cls == "adverb" for t in draft.lead.dropped)
    if topic is None or (draft.quantity.kind == "amount" and not again):
        return
    again = again or draft.quantity.kind == "count"  # 检查餐饮单位120家，责令整改|8家
    if not all(t.cls in ("strong", "manner") or (again and t.cls in ("verb", "act", "nominal")) for t in core.item):
        return
    things = draft.quantity.std_unit in PERSONS and bool(topic.item) and topic.item[-1].text.endswith(("案", "案件"))
    if _counted_alike(topic.quantity, draft.quantity) and not things:
        draft.item, draft.action = topic.item, core.item
        draft.note("item", "topic of the figure before", topic.item)
        if reading.previous is None and any(t.cls == "respectively" for t in reading.gaps[0]):
            deal_group(reading, draft, lambda source: source.item)


def _says_again(reading: Reading, draft: Draft, left: list[Token]) -> bool:
    """减少326件（2.19%）, 增加4325亿元，约19.2%: the same change, as a share."""
    last = reading.memory.last
    silent = reading.clause.opener in ("(", ",") and all(t.cls == "adverb" for t in left)
    if last is None or last.role != "change" or last.quantity.kind in _RATES or not silent:
        return False
    if reading.previous is not None or draft.role != "level" or draft.quantity.kind != "percentage":
        return False
    draft.role, draft.direction, draft.item, draft.action = "change", last.direction, last.item, last.action
    draft.note("role", "the change before, as a share", last.item)
    return True


def _counted_alike(one: Quantity, other: Quantity) -> bool:
    """Whether two figures count the same things, visits (户次) among them."""
    units = [(q.std_unit or "").removesuffix("次") or q.std_unit for q in (one, other)]
    return one.kind == other.kind and units[0] == units[1]


def _is_earlier(reading: Reading, draft: Draft) -> bool:
    """95.2%（上年为93.8%）: in brackets, a time that is over marks the earlier value."""
    times = (t.text for t in draft.lead.dropped if t.cls in ("time", "comparison"))
    return reading.clause.opener == "(" and any(t.startswith(("上年", "去年", "上期", "上一年")) for t in times)


def read_goal(reading: Reading, draft: Draft, previous: Draft, left: list[Token]) -> None:
    """The later value of 由…到…: it shares the item and the verb of the earlier one."""
    draft.item = reading.dealt.get(draft.index, previous.item)
    verb = next((t for t in left if t.cls in ("up", "down", "move") or is_verb(t)), None)
    draft.action = draft.lead.change or ([without_goal(verb)] if verb is not None else previous.action)
    if is_share_name(draft.item):
        draft.role = "share"
    draft.note("item", "later value beside the earlier one", draft.item)


def _read_doers(draft: Draft, right: list[Token]) -> None:
    """641万人|领取养老金: persons who are known only by what they did."""
    behind = predicate(right)
    at = next((i for i, t in enumerate(behind) if t.cls in ("noun", "manner")), len(behind))
    draft.item, draft.action = behind[at:] or behind, behind[:at]
    draft.note("item", "what the persons did", behind)


def read_sibling(reading: Reading, draft: Draft, previous: Draft) -> None:
    """A further figure of a list: 99.55%、92.7%和77.97%."""
    draft.role, draft.direction, draft.action, draft.governed = (
        previous.role,
        previous.direction,
        previous.action,
        previous.governed,
    )
    draft.times, draft.scopes, draft.base = previous.times, previous.scopes, previous.base
    dealt = reading.dealt.get(draft.index)
    draft.item = previous.item if dealt is None else dealt
    draft.note("item", "as the figure before" if dealt is None else "dealt out of a list", draft.item)


def _carry(reading: Reading, draft: Draft) -> None:
    """The words before the figure name nothing: it is about the topic."""
    memory, previous, lead = reading.memory, reading.previous, draft.lead
    figures = reading.clause.figures
    if draft.index in reading.dealt:
        draft.item = reading.dealt[draft.index]
        draft.note("item", "dealt to the figures before", draft.item)
        return
    if draft.quantity.kind == "rank" and previous is not None and previous.attributive:
        named = read_core(_before_place(reading.gaps[0]))
        draft.item = named.item if named is not None else memory.topic.item if memory.topic is not None else []
        draft.note("item", "name before the group", draft.item)
        return
    dealt = lead.dealt or (draft.role == "change" and reading.siblings(0) == len(figures))
    if previous is None and dealt and deal_group(reading, draft, topic_item):
        return
    if previous is None and memory.bare_clause is not None:
        subject = subject_of(reading.flowing, memory.bare_clause)
        subject = without_group(subject) if draft.quantity.kind == "rank" else subject
        members = deal_members(subject, len(figures)) if lead.dealt else None
        if members is not None:
            reading.dealt = dict(zip(figures, members, strict=True))
            subject = members[0]
        if len(folded(subject)) > 1:
            draft.item = subject
            draft.note("item", "subject of the clause before", subject)
            return
    topic = previous if previous is not None and previous.item else memory.topic
    if topic is None:
        return
    draft.item = topic_item(topic) if draft.role == "change" else topic.item
    if previous is not None and previous.role == "previous" and not draft.action:
        draft.action = previous.action
    draft.note("item", "topic of the figure before", draft.item)


def deal_group(reading: Reading, draft: Draft, name: Callable[[Draft], list[Token]]) -> bool:
    """Deals the names of the figures before, as `name` tells them, to as many figures of this clause."""
    figures = reading.clause.figures
    group = reading.memory.group[-len(figures) :]
    if not len(group) == len(figures) > 1:
        return False
    reading.dealt = {index: name(source) for index, source in zip(figures, group, strict=True)}
    draft.item = reading.dealt[draft.index]
    draft.note("item", "dealt to the figures before", draft.item)
    return True


def _before_place(tokens: list[Token]) -> list[Token]:
    """综合指数|在全省16个城市中…: what stands before 在."""
    at = next((i for i, t in enumerate(tokens) if t.text == "在"), 0)
    return tokens[:at]


def topic_item(topic: Draft) -> list[Token]:
    """The topic's name as another figure carries it: a short one with the verb that tells it from others."""
    short = len(folded(topic.item)) <= SHORT_ITEM_CHARS and folded(topic.action) not in _PLAIN_VERBS
    if topic.governed and topic.action and short and not topic.attributive:
        return topic.action + topic.item
    return topic.item
