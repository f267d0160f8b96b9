"""Figures behind what they measure: 财政投入175万元, 专题会议8次, 比上年增长9.9%, 由第13名升至第9名."""

from __future__ import annotations

import re

from zhreport.facts.attributive import is_within, predicate
from zhreport.facts.carrying import (
    PERSONS,
    SHORT_ITEM_CHARS,
    deal_group,
    read_again,
    read_goal,
    read_nameless,
    read_sibling,
    shares_on,
    topic_item,
)
from zhreport.facts.cores import Core, read_core
from zhreport.facts.dealing import deal_members
from zhreport.facts.drafts import Draft, Reading, folded
from zhreport.facts.leads import is_share_name, without_goal
from zhreport.facts.names import complete_name, is_average, shares_front
from zhreport.facts.phrases import is_head, is_verb, strip, without_group
from zhreport.facts.purposes import read_purpose
from zhreport.facts.tokens import Token

_SHARES = frozenset({"percentage", "ratio"})
# 四项指数, 以上三项: sums up the names before.
_SUMMED_UP = re.compile(r"(?:以上|上述|这)?[两二三四五六七八九十][项类者种]")
# 从|月销售额|10万元: what the earlier value is an amount of.
_BASE_TOKENS = 3
_AVERAGED = frozenset({"平均", "每日", "每天", "每月", "每年"})
_EACH = frozenset({"人均", "户均"})
_GOALS = ("到", "至", "为")
# A place that acts (柳河镇|新建敬老院2所) says whose figure it is.
_PLACE = re.compile(r"(?!.*(?:棚户|社|园|景|小|厂|校|库|矿)区)[\u4e00-\u9fff]{2,6}(?:省|市|县|区|旗|州|镇|乡|村|街道)")
_STOCK_VERBS = frozenset({"新增", "净增"})
# Alone before an amount, these only say that money is given: 投资|120万元|新建教室.
_MONEY_GIVEN = frozenset({"投资", "筹资", "出资", "集资", "斥资", "耗资"})
_BEFORE_RELATIVE = frozenset({"basis", "preposition", "part", "connective", "time", "scope", "adverb", "coordinator"})


def read_trailing(reading: Reading, draft: Draft, k: int, left: list[Token], right: list[Token]) -> None:
    """Finds the item, action and role of a figure from the words before it."""
    lead, previous = draft.lead, reading.previous
    if not lead.change and not lead.old:
        _read_lead_again(draft, right)
    beside = bool(left) and all(t.cls == "coordinator" for t in left)  # 由上年增长5.6%|和13.1%
    if previous is not None and previous.role == "previous" and previous.lead.old and not (lead.old or beside):
        read_goal(reading, draft, previous, left)
        return
    core = _core(draft)
    if (
        previous is not None
        and core is None
        and not lead.change
        and not lead.share
        and (all(t.cls in ("coordinator", "adverb") for t in left) or shares_on(previous, left))
    ):
        read_sibling(reading, draft, previous)
        return
    if is_within(draft.lead) and right and is_verb(right[0]):
        draft.item, draft.action = strip(draft.lead.rest[:-1]), predicate(right)
        draft.note("item", "the group of which they are", draft.item)
        return
    _set_role(draft, right)
    if core is None:
        read_nameless(reading, draft, k, left, right)
        return
    if _read_special(reading, draft, core):
        return
    if core.closed and core.action[-1].text in _STOCK_VERBS and core.item[-1].text.endswith("余额"):
        draft.role, draft.direction = "change", "up"  # 存款余额|新增
    if core.item[-1].cls in ("rise", "fall") and _may_change(draft) and len(core.item) > 1:
        draft.role, draft.direction = "change", "up" if core.item[-1].cls == "rise" else "down"
        core = Core(core.item[:-1], parts=core.parts)  # 价格|涨幅 (回落到2.6%)
    _take_core(reading, draft, core, left)
    _read_beyond(reading, draft, k, core, right)
    _deal(reading, draft, k)


def _read_special(reading: Reading, draft: Draft, core: Core) -> bool:
    """Whether the words before the figure are no name of their own: a verb of change, a sum of names, a bare 的."""
    if core.action and core.action[0].cls in ("up", "down") and draft.role == "level":
        draft.role, draft.direction = "change", "up" if core.action[0].cls == "up" else "down"  # 增加投资|100亿元
        draft.item, draft.action, draft.governed = core.item, core.action, True
        draft.note("role", "verb of change before the item", core.action)
        return True
    memory, lead, previous = reading.memory, draft.lead, reading.previous
    if previous is None and lead.dealt and _SUMMED_UP.match(folded(core.item)):
        draft.item = core.item
        if deal_group(reading, draft, topic_item):
            return True
    named = core.item
    sized = [t.cls for t in named] in (["rise"], ["fall"])
    if sized and previous is None and lead.dealt and deal_group(reading, draft, lambda one: one.item + named):
        return True  # 增速分别居第2位、第1位
    topic = memory.total if memory.in_parts else memory.topic_here
    if (
        lead.rest[-1:]
        and (lead.rest[-1].cls == "de" or lead.rest[-1].text == "者")
        and topic is not None
        and draft.role in ("level", "share")
    ):
        _nominalised(draft, topic)
        return True
    return False


def _read_lead_again(draft: Draft, right: list[Token]) -> None:
    """Introductions that only what stands around them tells: 较年初|新增28亿元, 起征点|从月销售额|10万元提高到…"""
    lead = draft.lead
    if len(lead.rest) > 2 and lead.rest[0].text == "年" and is_verb(lead.rest[1]):
        lead.rest = lead.rest[1:]  # 年|发放资金, but 港口年通过能力
    if lead.rest[-1:] and lead.rest[-1].text in _EACH and is_verb(lead.rest[0]) and len(lead.rest) > 2:
        lead.rest = lead.rest[:-1]  # 发放助学金|人均500元
    rest = [t for t in lead.rest if t is not draft.base]
    if draft.base is not None and len(rest) == 1 and rest[0].text in _STOCK_VERBS:
        lead.change, lead.direction, lead.rest = rest, "up", []
        return
    old = next((i for i, t in enumerate(lead.rest) if t.cls == "old"), 0)
    nouns = lead.rest[old + 1 :]
    if nouns and nouns[-1].cls == "de":
        nouns = nouns[:-1]  # 由高峰期的|6.1年
    goal = any(t.cls in ("up", "down", "move") for t in right) and right[-1].text.endswith(_GOALS)
    if old and 0 < len(nouns) <= _BASE_TOKENS and goal and all(t.cls == "noun" for t in nouns):
        lead.old, lead.rest = True, lead.rest[:old]


def _may_change(draft: Draft) -> bool:
    return draft.role == "level" and draft.quantity.kind != "rank"  # 增速|居第2位


def _read_beyond(reading: Reading, draft: Draft, k: int, core: Core, right: list[Token]) -> None:
    """What the words behind the figure add to the name and the action before it."""
    only_verbs = all(is_verb(t) or t.cls == "manner" for t in core.item) and core.item[-1].cls != "nominal"
    money = core.item[-1].cls == "closing" or folded([t for t in core.item if t.cls != "manner"]) in _MONEY_GIVEN
    gives = money and bool(right) and is_verb(right[0])
    if draft.quantity.kind == "amount" and not draft.lead.change and (core.closed or only_verbs or gives):
        read_purpose(reading, draft, k, right)
    if only_verbs and draft.item == core.item:
        read_again(reading, draft, core)
    follows = right and (is_verb(right[0]) or right[0].cls == "manner")
    if reading.is_last(k) and (draft.lead.exists or follows) and (not draft.action or draft.action[-1].cls == "pivot"):
        draft.action = draft.action + predicate(right)


def _core(draft: Draft) -> Core | None:
    """What the words before the figure say; None where they name nothing."""
    lead = draft.lead
    named = lead.old or bool(lead.change) or lead.reached
    while len(lead.rest) > 2 and lead.rest[-1].text in _AVERAGED and lead.rest[-2].cls != "coordinator":
        lead.rest = lead.rest[:-1]  # 爆窃案|平均每日7宗
    core = read_core(lead.rest, named=named, person=draft.quantity.std_unit in PERSONS)
    if core is None:
        return None
    if draft.quantity.kind == "rank":
        core = Core(without_group([*core.subject, *core.action, *core.item]), parts=core.parts)
    elif draft.quantity.kind == "ratio" or (lead.share and core.action):
        core = Core(strip(lead.rest), parts=core.parts)
    return core if core.item else None


def _nominalised(draft: Draft, topic: Draft) -> None:
    """具有中级以上职称的|39人: a relative clause that stands for those of the topic."""
    rest = draft.lead.rest[:-1]
    while rest and rest[0].cls in _BEFORE_RELATIVE:
        rest = rest[1:]
    draft.item = [*rest, draft.lead.rest[-1], *topic.item]
    draft.note("item", "those of the topic", rest)


def _set_role(draft: Draft, right: list[Token]) -> None:
    lead = draft.lead
    if (lead.change and not lead.to and not lead.old) or lead.sized:
        draft.role, draft.direction = "change", lead.direction
        draft.note("role", "verb or noun of change before the figure", lead.change)
    elif (lead.old and draft.quantity.value is not None) or (
        draft.base is not None and not lead.change and draft.base in lead.dropped
    ):
        draft.role = "previous"
        verb = next((t for t in right if t.cls in ("up", "down", "move") or is_verb(t)), None)
        draft.action = [without_goal(verb)] if verb is not None else []
        draft.note("role", "earlier value", [draft.base] if draft.base is not None else [])
    elif lead.share and draft.quantity.kind in _SHARES:
        draft.role = "share"
        draft.note("role", "part of a whole", lead.whole)
    if lead.change or lead.moved:
        draft.action = lead.change or lead.moved
        draft.note("action", "verb of the change", draft.action)


def _deal(reading: Reading, draft: Draft, k: int) -> None:
    """Deals the members of the item out to the figures of a list: 小学、国中…合格率分别为…"""
    count = reading.siblings(k)
    left = len(reading.clause.figures) - k
    pairs = draft.lead.old and left == 2 * count  # 分别由12元、10元增加到15元和13元
    count = left if draft.lead.dealt and left > count and not pairs else count  # 分别增长4.6%和下降2.3%
    members = deal_members(draft.item, count) if count > 1 else None
    if members is None:
        return
    members = members * 2 if pairs else members
    reading.dealt = dict(zip(reading.clause.figures[k : k + len(members)], members, strict=True))
    draft.item = members[0]
    draft.note("item", "dealt out of a list", members[0])


def _take_core(reading: Reading, draft: Draft, core: Core, left: list[Token]) -> None:
    memory, previous, lead = reading.memory, reading.previous, draft.lead
    draft.item = core.item
    draft.note("item", "object of the verb before the figure" if core.action else "name before the figure", core.item)
    if core.subject and not draft.scopes and _PLACE.fullmatch(folded(core.subject)):
        place = Token(core.subject[0].start, core.subject[-1].end, folded(core.subject), "scope")
        draft.scopes = memory.scopes = [place]
    if core.parts:
        memory.total, memory.in_parts = memory.topic, True
    elif core.action and previous is None:
        memory.in_parts = False
    if core.action and not lead.change and not lead.old:
        draft.action, draft.governed = core.action, True
        draft.note("action", "verb before the figure", core.action)
    elif core.action and draft.role == "change" and len(folded(core.item)) <= SHORT_ITEM_CHARS:
        draft.item = core.action + core.item
    elif not core.action and not draft.action and not lead.reached:
        _inherit_action(reading, draft, core, left)
    if (
        memory.list_head
        and not core.action
        and draft.quantity.kind in ("count", "measure")
        and not is_head(core.item[-1])
    ):
        draft.item = core.item + memory.list_head  # 主要产品产量：原煤…
    if memory.topic is not None and is_average(draft, core, memory.topic):
        draft.item = core.item + memory.topic.item
        draft.note("item", "average of the topic", memory.topic.item)
    if left and left[0].cls == "coordinator" and previous is not None and shares_front(core, previous):
        draft.item = previous.item[:-1] + core.item
        draft.note("item", "front shared with the name before", previous.item[:-1])
        return
    complete_name(reading, draft, core)
    if draft.role == "level" and is_share_name(draft.item):
        draft.role = "share"


def _inherit_action(reading: Reading, draft: Draft, core: Core, left: list[Token]) -> None:
    """新建和改造农村公路38万公里、农村电网线路26.6万公里: the verb goes on; so it does from a total to its parts."""
    memory, previous = reading.memory, reading.previous
    total = memory.total if memory.in_parts else None
    if previous is not None and previous.governed and left and left[0].cls == "coordinator":
        draft.action, draft.governed = previous.action, True
        if previous.role == "change" and previous.action[:1] and previous.action[0].cls in ("up", "down"):
            draft.role, draft.direction = "change", previous.direction  # 减少贫困人口38万人|、贫困村494个
        draft.note("action", "verb of the list", previous.action)
    elif total is not None and total.governed and not is_head(core.item[-1]):
        draft.action = total.action
        draft.note("action", "verb of the total", total.action)
