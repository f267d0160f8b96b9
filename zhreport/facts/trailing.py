"""Figures behind what they measure: 财政投入175万元, 专题会议8次, 比上年增长9.9%, 由第13名升至第9名."""

from __future__ import annotations

import re
from collections.abc import Callable

from zhreport.facts.attributive import is_within, predicate
from zhreport.facts.cores import Core, read_core
from zhreport.facts.dealing import deal_members
from zhreport.facts.drafts import Draft, Reading, folded
from zhreport.facts.leads import SHARE_NAMES, ends_with_ratio, without_goal
from zhreport.facts.names import complete_name, is_average, shares_front, subject_of
from zhreport.facts.phrases import is_head, is_verb, strip, without_group
from zhreport.facts.purposes import read_part_of_whole, read_purpose
from zhreport.facts.tokens import Token
from zhreport.model import Quantity

_SHARES = frozenset({"percentage", "ratio"})
_RATES = frozenset({"percentage", "points", "multiple", "ratio"})
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
_PERSONS = frozenset({"人", "人次"})
# A carried item this short is told from its neighbours by what was done with it: 焚化 + 垃圾.
_SHORT_ITEM_CHARS = 3
# What was reached says as much without these: 实现|利润.
_PLAIN_VERBS = frozenset({"实现", "完成", "达到", "取得", "安排", "发生"})
_BEFORE_RELATIVE = frozenset({"basis", "preposition", "part", "connective", "time", "scope", "adverb", "coordinator"})


def read_trailing(reading: Reading, draft: Draft, k: int, left: list[Token], right: list[Token]) -> None:
    """Finds the item, action and role of a figure from the words before it."""
    lead, previous = draft.lead, reading.previous
    if not lead.change and not lead.old:
        _read_lead_again(draft, right)
    beside = bool(left) and all(t.cls == "coordinator" for t in left)  # 由上年增长5.6%|和13.1%
    if previous is not None and previous.role == "previous" and previous.lead.old and not (lead.old or beside):
        _read_goal(reading, draft, previous, left)
        return
    core = _core(draft)
    if (
        previous is not None
        and core is None
        and not lead.change
        and not lead.share
        and (all(t.cls in ("coordinator", "adverb") for t in left) or _shares_on(previous, left))
    ):
        _read_sibling(reading, draft, previous)
        return
    if is_within(draft.lead) and right and is_verb(right[0]):
        draft.item, draft.action = strip(draft.lead.rest[:-1]), predicate(right)
        draft.note("item", "the group of which they are", draft.item)
        return
    _set_role(draft, right)
    if core is None:
        _read_nameless(reading, draft, k, left, right)
        return
    if core.action and core.action[0].cls in ("up", "down") and draft.role == "level":
        draft.role, draft.direction = "change", "up" if core.action[0].cls == "up" else "down"  # 增加投资|100亿元
        draft.item, draft.action, draft.governed = core.item, core.action, True
        draft.note("role", "verb of change before the item", core.action)
        return
    memory = reading.memory
    if previous is None and lead.dealt and _SUMMED_UP.match(folded(core.item)):
        draft.item = core.item
        if _deal_group(reading, draft, _topic_item):
            return
    named = core.item
    sized = [t.cls for t in named] in (["rise"], ["fall"])
    if sized and previous is None and lead.dealt and _deal_group(reading, draft, lambda one: one.item + named):
        return  # 增速分别居第2位、第1位
    topic = memory.total if memory.in_parts else memory.topic_here
    if (
        lead.rest[-1:]
        and (lead.rest[-1].cls == "de" or lead.rest[-1].text == "者")
        and topic is not None
        and draft.role in ("level", "share")
    ):
        _nominalised(draft, topic)
        return
    if core.closed and core.action[-1].text in _STOCK_VERBS and core.item[-1].text.endswith("余额"):
        draft.role, draft.direction = "change", "up"  # 存款余额|新增
    if core.item[-1].cls in ("rise", "fall") and _may_change(draft) and len(core.item) > 1:
        draft.role, draft.direction = "change", "up" if core.item[-1].cls == "rise" else "down"
        core = Core(core.item[:-1], parts=core.parts)  # 价格|涨幅 (回落到2.6%)
    _take_core(reading, draft, core, left)
    _read_beyond(reading, draft, k, core, right)
    _deal(reading, draft, k)


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
    goal = any(t.cls in ("up", "down", "move") for t in right) and right[-1].text.endswith(_GOALS)
    if old and 0 < len(nouns) <= _BASE_TOKENS and goal and all(t.cls == "noun" for t in nouns):
        lead.old, lead.rest = True, lead.rest[:old]


def _shares_on(previous: Draft, left: list[Token]) -> bool:
    """占全省的43%|、全国的|八分之一: a share of another whole."""
    whole = left[1:-1]
    if previous.role != "share" or len(left) < 3 or left[0].cls != "coordinator" or left[-1].cls != "de":
        return False
    return len(whole) <= _BASE_TOKENS and all(t.cls in ("scope", "noun") for t in whole)


def _may_change(draft: Draft) -> bool:
    return draft.role == "level" and draft.quantity.kind != "rank"  # 增速|居第2位


def _read_nameless(reading: Reading, draft: Draft, k: int, left: list[Token], right: list[Token]) -> None:
    """Before the figure nothing is named: what it measures is carried, or stands behind it."""
    if draft.role == "level" and _is_earlier(reading, draft):
        draft.role = "previous"
    if _says_again(reading, draft, left):
        return
    if not left and draft.quantity.std_unit in _PERSONS and right and is_verb(right[0]):
        _read_doers(draft, right)
        return
    _carry(reading, draft)
    if not draft.item and draft.quantity.kind == "amount":
        read_purpose(reading, draft, k, right)
    read_part_of_whole(reading, draft, k, right)


def _read_beyond(reading: Reading, draft: Draft, k: int, core: Core, right: list[Token]) -> None:
    """What the words behind the figure add to the name and the action before it."""
    only_verbs = all(is_verb(t) or t.cls == "manner" for t in core.item) and core.item[-1].cls != "nominal"
    money = core.item[-1].cls == "closing" or folded([t for t in core.item if t.cls != "manner"]) in _MONEY_GIVEN
    gives = money and bool(right) and is_verb(right[0])
    if draft.quantity.kind == "amount" and not draft.lead.change and (core.closed or only_verbs or gives):
        read_purpose(reading, draft, k, right)
    if only_verbs and draft.item == core.item:
        _read_again(reading, draft, core)
    follows = right and (is_verb(right[0]) or right[0].cls == "manner")
    if reading.is_last(k) and (draft.lead.exists or follows) and (not draft.action or draft.action[-1].cls == "pivot"):
        draft.action = draft.action + predicate(right)


def _read_again(reading: Reading, draft: Draft, core: Core) -> None:
    """新开工安居工程666万套，基本建成|544万套: a verb alone, in the unit of the topic, says more of the topic."""
    topic = reading.previous or reading.memory.topic_here
    again = reading.memory.in_parts or any(t.cls == "adverb" for t in draft.lead.dropped)
    if topic is None or (draft.quantity.kind == "amount" and not again):
        return
    again = again or draft.quantity.kind == "count"  # 检查餐饮单位120家，责令整改|8家
    if not all(t.cls in ("strong", "manner") or (again and t.cls in ("verb", "act", "nominal")) for t in core.item):
        return
    things = draft.quantity.std_unit in _PERSONS and bool(topic.item) and topic.item[-1].text.endswith(("案", "案件"))
    if _counted_alike(topic.quantity, draft.quantity) and not things:
        draft.item, draft.action = topic.item, core.item
        draft.note("item", "topic of the figure before", topic.item)
        if reading.previous is None and any(t.cls == "respectively" for t in reading.gaps[0]):
            _deal_group(reading, draft, lambda source: source.item)


def _says_again(reading: Reading, draft: Draft, left: list[Token]) -> bool:
    """减少326件（2.19%）, 增加4325亿元，约19.2%: the same change, as a share."""
    last = reading.previous or reading.memory.last
    silent = reading.clause.opener in ("(", ",") and all(t.cls == "adverb" for t in left)
    if last is None or last.role != "change" or last.quantity.kind in _RATES or not silent:
        return False
    if draft.role != "level" or draft.quantity.kind != "percentage" or reading.previous is not None:
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


def _core(draft: Draft) -> Core | None:
    """What the words before the figure say; None where they name nothing."""
    lead = draft.lead
    named = lead.old or bool(lead.change) or lead.reached
    while len(lead.rest) > 2 and lead.rest[-1].text in _AVERAGED and lead.rest[-2].cls != "coordinator":
        lead.rest = lead.rest[:-1]  # 爆窃案|平均每日7宗
    core = read_core(lead.rest, named=named, person=draft.quantity.std_unit in _PERSONS)
    if core is None:
        return None
    if draft.quantity.kind == "rank":
        core = Core(without_group([*core.subject, *core.action, *core.item]), parts=core.parts)
    elif draft.quantity.kind == "ratio" or (lead.share and core.action):
        core = Core(strip(lead.rest), parts=core.parts)
    return core if core.item else None


def _read_goal(reading: Reading, draft: Draft, previous: Draft, left: list[Token]) -> None:
    """The later value of 由…到…: it shares the item and the verb of the earlier one."""
    draft.item = reading.dealt.get(draft.index, previous.item)
    verb = next((t for t in left if t.cls in ("up", "down", "move") or is_verb(t)), None)
    draft.action = draft.lead.change or ([without_goal(verb)] if verb is not None else previous.action)
    if _is_share_name(draft.item):
        draft.role = "share"
    draft.note("item", "later value beside the earlier one", draft.item)


def _read_doers(draft: Draft, right: list[Token]) -> None:
    """641万人|领取养老金: persons who are known only by what they did."""
    behind = predicate(right)
    at = next((i for i, t in enumerate(behind) if t.cls in ("noun", "manner")), len(behind))
    draft.item, draft.action = behind[at:] or behind, behind[:at]
    draft.note("item", "what the persons did", behind)


def _nominalised(draft: Draft, topic: Draft) -> None:
    """具有中级以上职称的|39人: a relative clause that stands for those of the topic."""
    rest = draft.lead.rest[:-1]
    while rest and rest[0].cls in _BEFORE_RELATIVE:
        rest = rest[1:]
    draft.item = [*rest, draft.lead.rest[-1], *topic.item]
    draft.note("item", "those of the topic", rest)


def _is_share_name(item: list[Token]) -> bool:
    within = item[-1:] and item[-1].text in SHARE_NAMES and any(t.text == "中" for t in item)
    return ends_with_ratio(item) and (bool(within) or any(t.cls == "share" for t in item))


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


def _read_sibling(reading: Reading, draft: Draft, previous: Draft) -> None:
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
    if previous is None and dealt and _deal_group(reading, draft, _topic_item):
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
    draft.item = _topic_item(topic) if draft.role == "change" else topic.item
    if previous is not None and previous.role == "previous" and not draft.action:
        draft.action = previous.action
    draft.note("item", "topic of the figure before", draft.item)


def _deal_group(reading: Reading, draft: Draft, name: Callable[[Draft], list[Token]]) -> bool:
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


def _topic_item(topic: Draft) -> list[Token]:
    short = len(folded(topic.item)) <= _SHORT_ITEM_CHARS and folded(topic.action) not in _PLAIN_VERBS
    if topic.governed and topic.action and short and not topic.attributive:
        return topic.action + topic.item
    return topic.item


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
    elif core.action and draft.role == "change" and len(folded(core.item)) <= _SHORT_ITEM_CHARS:
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
    if draft.role == "level" and _is_share_name(draft.item):
        draft.role = "share"


def _inherit_action(reading: Reading, draft: Draft, core: Core, left: list[Token]) -> None:
    """新建和改造农村公路38万公里、农村电网线路26.6万公里: the verb goes on; so it does from a total to its parts."""
    memory, previous = reading.memory, reading.previous
    total = memory.total if memory.in_parts else None
    if previous is not None and previous.governed and left and left[0].cls == "coordinator":
        draft.action, draft.governed = previous.action, True
        if previous.role == "change" and previous.action[0].cls in ("up", "down"):
            draft.role, draft.direction = "change", previous.direction  # 减少贫困人口38万人|、贫困村494个
        draft.note("action", "verb of the list", previous.action)
    elif total is not None and total.governed and not is_head(core.item[-1]):
        draft.action = total.action
        draft.note("action", "verb of the total", total.action)
