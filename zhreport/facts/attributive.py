"""Figures in front of what they count: 300名教师, 200亿元技改专项资金, 4万亿元的投资计划."""

from __future__ import annotations

from itertools import zip_longest

from zhreport.facts.drafts import Draft, Reading
from zhreport.facts.leads import Lead, ends_with_ratio
from zhreport.facts.phrases import PERSON_ENDINGS, is_head, is_verb, noun_phrase_end, strip, without_breaks
from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import vocabulary

_NEVER = frozenset({"points", "multiple", "rank", "ratio"})
_SHARES = frozenset({"percentage", "ratio"})
_BARE_SCALES = frozenset({None, "万", "萬", "亿", "億"})
# Money by its bare name, and how long the name of its giver may be.
_BARE_FUNDS = frozenset({"资金", "债券", "贷款", "投资"})
_GIVER_TOKENS = 3
# The longest action that a table can show; longer predicates are cut at this many words.
_ACTION_TOKENS = 12
# Nouns behind a figure that only say that it was reached: 突破200亿元|大关; averages that begin a name of their own.
TAILS = frozenset({"大关", "台阶", "新台阶", "关口"})
# 供应量达到87000个|单位: what is counted is the amount, the noun behind only says in what.
_AMOUNTS = ("量", "数", "人数", "总数")
_AVERAGES = ("人均", "户均", "平均")
# What is counted in these may be places, for which another figure then says something.
_PLACE_UNITS = frozenset({"个", "個", "所", "家", "座"})
_PLACES = (
    "城市",
    "乡镇",
    "县区",
    "学校",
    "集聚区",
    "园区",
    "开发区",
    "地区",
    "国家",
    "省份",
    "建制村",
    "行政村",
    "企业",
)
_SKIPPED = frozenset({"aspect", "adverb", "aside", "time", "mark", "light", "exist"})
# Prepositions that say where the counted things went or whom they met: part of what they did.
_KEPT_PREPOSITIONS = frozenset(["对", "向", "与", "到", "给", "赴"])


def counted_phrase_end(draft: Draft, right: list[Token]) -> int:
    """Where the noun phrase behind the figure ends that it counts, 0 where it counts none."""
    kind, lead = draft.quantity.kind, draft.lead
    if not right or kind in _NEVER or lead.old or lead.sized:
        return 0
    first = right[0]
    if first.text in TAILS or first.text.startswith(_AVERAGES):
        return 0
    if is_within(lead) and is_verb(first):
        return 0
    if lead.change and not lead.to and (first.cls != "noun" or kind == "percentage" or lead.rest):
        return 0
    if lead.share and first.cls != "de":
        return 0
    end = noun_phrase_end(right, kind == "amount")
    if not end or kind == "duration":
        return 0
    measured = bool(lead.rest) and vocabulary().is_noun(lead.rest[-1].text, "dimension")
    counted = bool(lead.rest) and lead.rest[-1].cls == "noun" and not (measured and first.cls == "de")
    if first.cls == "de" and lead.rest and len(right) > 1 and vocabulary().is_noun(right[1].text, "target"):
        return 0  # 覆盖率达到42%的|目标
    if first.cls == "de":
        return 0 if counted and kind in ("count", "measure") else end
    if counted and draft.quantity.unit in _BARE_SCALES and is_head(lead.rest[-1]):
        return 0  # 裁减员额20万|任务完成
    if first.cls in ("noun", "describing"):
        if kind == "percentage":
            return 0 if lead.reached or counted else end
        named = counted and (kind != "count" or lead.rest[-1].text.endswith(_AMOUNTS))
        return 0 if lead.reached and named else end
    if kind == "amount":
        return end if end > 1 and _is_fund(right[end - 1]) else 0
    return 0 if counted or kind == "percentage" else end


def is_within(lead: Lead) -> bool:
    """村委会中有|358个完成了选举: whether the figure tells how many of a group did something."""
    return lead.exists and len(lead.rest) > 1 and lead.rest[-1].text == "中" and lead.rest[-1].cls == "localizer"


def _is_fund(token: Token) -> bool:
    return vocabulary().is_noun(token.text, "fund") or token.text.endswith(("款", "金", "费"))


def read_attributive(reading: Reading, draft: Draft, k: int, left: list[Token], right: list[Token], end: int) -> int:
    """The counted noun is the item; the verb before the figure, or the predicate behind the noun, the action.

    Returns how many of the tokens behind the figure the noun phrase takes.
    """
    draft.attributive = True
    end = _place_end(reading, draft, k, right, _group_end(right, end))
    phrase = right[1:end] if right[0].cls == "de" else right[:end]
    measured = draft.lead.rest[-1:] if right[0].cls == "de" else []
    if measured and vocabulary().is_noun(measured[0].text, "dimension"):
        draft.lead.rest = draft.lead.rest[:-1]
        # 总投资8600万元的|污水处理厂 is told by both, 长达4000公里的|管道 by its noun.
        measured = measured if draft.quantity.kind == "amount" and measured[0].text.endswith("投资") else []
    else:
        measured = []
    draft.item = relative_clause(draft.lead.rest) + _served_nouns(draft.lead) + phrase + measured
    draft.note("item", "counted noun behind the figure", phrase)
    if len(phrase) == 1 and phrase[0].text in _BARE_FUNDS and not draft.lead.change:
        draft.item = _giver(draft.lead.rest) + draft.item
    tail = _plight(phrase)
    if tail:
        draft.item = draft.item[: -len(tail)]
    if draft.quantity.kind in _SHARES:
        draft.role = "share"
        draft.note("role", "share of the counted things", phrase)
    elif draft.lead.change and not draft.lead.to:
        draft.role, draft.direction = "change", draft.lead.direction
        draft.note("role", "verb of change before the figure", draft.lead.change)
    _complete_members(reading, draft)
    rest = right[end:]
    goes_on = bool(rest) and rest[0].cls == "coordinator"
    behind = predicate(rest) if reading.is_last(k) or not goes_on else []
    _choose_action(reading, draft, left, behind)
    if (
        draft.governed
        and not tail
        and rest
        and rest[0].cls == "de"
        and vocabulary().is_noun(rest[-1].text[-2:], "plight")
    ):
        tail = strip(rest[1:])  # 解决3亿农村人口的|饮水安全问题
    if draft.governed:
        draft.action = draft.action + tail
    return end


def _is_person(token: Token) -> bool:
    return token.text[-1] in PERSON_ENDINGS or token.text.endswith("干部")


def _giver(rest: list[Token]) -> list[Token]:
    """中央财政|安排 423亿元资金: money by its bare name is told by who gave it."""
    verbs = verb_run(rest)
    subject = [t for t in strip(rest[: len(rest) - len(verbs)]) if t.cls in ("noun", "nominal")] if verbs else []
    return subject if len(subject) <= _GIVER_TOKENS else []


def _plight(phrase: list[Token]) -> list[Token]:
    """解决2.15亿农村人口|饮水安全问题: what ails the persons that are counted, which belongs to the action."""
    known = vocabulary()
    if not known.is_noun(phrase[-1].text[-2:], "plight"):
        return []
    at = max((i for i, t in enumerate(phrase[:-1]) if _is_person(t)), default=-1)
    return phrase[at + 1 :] if at >= 0 else []


def _served_nouns(lead: Lead) -> list[Token]:
    """为|中西部地区农村义务教育阶段|2400万学生: the nouns behind the preposition belong to the counted noun."""
    rest = lead.rest if not lead.exists else []
    at = next((i for i in range(len(rest) - 1, -1, -1) if rest[i].cls == "preposition"), None)
    nouns = [t for t in rest[at + 1 :] if t.cls != "scope"] if at is not None else []
    return nouns if all(t.cls == "noun" for t in nouns) else []


def _complete_members(reading: Reading, draft: Draft) -> None:
    """1410个县级和250个市级|疾病预防控制中心: the noun behind the last figure serves those before it."""
    known = vocabulary()
    previous = reading.previous
    if previous is None or not previous.attributive or strip(draft.lead.rest):
        return
    if not all(known.is_noun(t.text, "category") for t in previous.item):
        return
    tail = list(draft.item)
    last = max(
        (i for i, t in enumerate(tail) if t.text.endswith("级") or known.is_noun(t.text, "category")), default=-1
    )
    previous.item = previous.item + tail[last + 1 :]


def _group_end(right: list[Token], end: int) -> int:
    """在18个窗口单位|政风行风评议中: among whom a rank is counted ends at the group's noun."""
    if end < len(right) and right[end].text == "中":
        return next((i + 1 for i in range(end) if vocabulary().is_noun(right[i].text[-2:], "group")), end)
    return end


def _is_indicator(phrase: list[Token]) -> bool:
    return is_head(phrase[-1]) or ends_with_ratio(phrase) or phrase[-1].text in ("排名", "名次", "位次")


def _place_end(reading: Reading, draft: Draft, k: int, right: list[Token], end: int) -> int:
    """35个大中城市|居民消费价格上涨2%: counted places end before the name of what the next figure measures."""
    counts_places = draft.quantity.kind == "count" and draft.quantity.unit in _PLACE_UNITS and not reading.is_last(k)
    if not counts_places or right[0].cls == "de" or not _is_indicator(right[:end]):
        return end
    return next((i + 1 for i in range(end - 1) if right[i].text.endswith(_PLACES)), end)


def _choose_action(reading: Reading, draft: Draft, left: list[Token], behind: list[Token]) -> None:
    lead = draft.lead
    verbs = verb_run(lead.rest)
    previous = reading.previous
    in_list = previous is not None and not verbs and all(t.cls == "coordinator" for t in left)
    if lead.change:
        draft.action = strip(lead.rest) + lead.change if lead.to else lead.change
        draft.note("action", "change that led to the figure", draft.action)
    elif verbs and verbs[-1].cls != "exist":
        draft.action, draft.governed = _governing(verbs, behind), True
        if verbs[-1].cls == "covering":
            draft.action = without_breaks(strip(lead.rest))
        draft.note("action", "verb before the figure", verbs)
    elif in_list and previous is not None and previous.governed:
        draft.action, draft.governed = previous.action, True
        draft.note("action", "verb of the list", previous.action)
    elif behind:
        draft.action = behind
        draft.note("action", "predicate behind the counted noun", behind)
        for earlier in reversed(reading.drafts):
            if earlier.action or not earlier.attributive:
                break
            earlier.action = behind
            earlier.note("action", "predicate behind the list", behind)


def _governing(verbs: list[Token], behind: list[Token]) -> list[Token]:
    """选派 + 到…支教 (both), 支持 + 实施… (the second), 公开招聘 (the first)."""
    if not behind:
        return verbs
    if any(t.cls == "pivot" for t in verbs):
        return verbs + behind
    return behind if len(verbs) == 1 and verbs[0].cls == "enabling" else verbs


def verb_run(rest: list[Token]) -> list[Token]:
    """The verbs that end directly before the figure, with the adverbs that qualify them: 公开招聘, 改造和新建."""
    i = len(rest)
    while i and rest[i - 1].cls == "aspect":
        i -= 1
    j = i
    while j and (is_verb(rest[j - 1]) or (rest[j - 1].cls == "coordinator" and 1 < j < i and is_verb(rest[j - 2]))):
        j -= 1
    if j == i:
        return []
    while j and rest[j - 1].cls == "manner":
        j -= 1
    return [t for t in rest[j:i] if t.cls != "aspect"]


def relative_clause(rest: list[Token]) -> list[Token]:
    """The relative clause before the figure (有违规收费行为的|12所学校), without the preposition before it."""
    if not rest or rest[-1].cls != "de":
        return []
    core = strip(rest[:-1])
    while core and core[0].cls in ("preposition", "basis"):
        core = core[1:]
    verb = next((i for i, t in enumerate(core) if t.cls != "manner"), 0)
    if core and core[verb].cls == "strong" and any(is_verb(t) for t in core[verb + 1 :]):
        core = core[verb + 1 :]  # 完成|规划支持的 (2.9万所…)
    return [*core, rest[-1]] if core else []


def _holds(token: Token, following: Token | None) -> bool:
    """Whether 有 has an object of its own (建有卫生室), and is no mere helper."""
    return token.cls == "exist" and following is not None and following.cls == "noun"


def predicate(tokens: list[Token]) -> list[Token]:
    """What the counted things did or had done to them: the verb phrase behind the noun, without its grounds."""
    pairs = zip_longest(tokens, tokens[1:])
    core = [t for t, following in pairs if t.cls not in _SKIPPED or _holds(t, following)]
    while core and core[0].cls in ("de", "coordinator", "localizer", "scope"):
        core = core[1:]
    if core and core[0].cls in ("basis", "preposition") and core[0].text not in _KEPT_PREPOSITIONS:
        at = next((i for i in range(1, len(core)) if core[i].cls in ("strong", "act", "joining")), None)
        if at is None:
            return []
        core = core[at:]
    if not any(is_verb(t) or t.cls in ("up", "down", "reach", "relative") for t in core):
        return []
    return core[:_ACTION_TOKENS]
