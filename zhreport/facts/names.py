"""Completes names that say too little by themselves: 其中小学, 总产量, 生均9.6册."""

from __future__ import annotations

from zhreport.facts.cores import Core
from zhreport.facts.drafts import Draft, Memory, Reading, folded
from zhreport.facts.leads import ends_with_ratio
from zhreport.facts.phrases import PERSON_ENDINGS, is_head, is_verb, strip
from zhreport.facts.tokens import Token, tokenise
from zhreport.facts.vocabulary import GOVERNING, vocabulary

# A bare head is completed by names up to this length; longer ones are no owners but whole statements.
_OWNER_CHARS = 12
_SORTING = ("级", "类", "型", "领域", "学历", "职称", "职系", "经济", "新能源")
_TREASURIES = frozenset({"财政", "中央财政", "地方财政", "省财政", "市财政", "县财政", "国家财政"})
_SPENDING = frozenset({"支出", "投入", "资金", "补助", "经费", "拨款", "投资"})
# Alone they own nothing: a rate or an area beside them is of what they are numbers of.
_NUMBERS = frozenset({"投资", "面积", "人数", "户数", "总数", "均分"})
# 各类|学校120所，其中国中28所: the kinds have names of their own.
_ALL_KINDS = frozenset({"各类", "各级各类", "各种", "各级"})
# What becomes of a fund that was raised.
_SPENT = frozenset({"支出", "使用", "发放", "拨付"})
_FUNDS = ("基金", "资金", "经费", "款项", "善款")
# A relative clause of more words is a statement of its own.
_RELATIVE_TOKENS = 8
# The subject stands in the first words of a clause.
_CLAUSE_CHARS = 120
_SUBJECT = frozenset({"de", "noun", "nominal", "coordinator", "relative", "manner", "idiom"})


def complete_name(reading: Reading, draft: Draft, core: Core) -> None:
    """A name that is only a category (其中小学) or only a head (总产量) is completed from the topic."""
    known, memory = vocabulary(), reading.memory
    if core.action and not (core.subject and _is_fiscal(core.item)):
        return
    topic = reading.previous or memory.topic_here
    if reading.previous is None and _is_fiscal(core.item):
        draft.item = owner_from_clause(reading) + core.item
    elif memory.in_parts and memory.total is not None and all(t.text in _TREASURIES for t in core.item):
        what = [t for t in memory.total.item if t.text not in _TREASURIES and t.text != "各级"]
        draft.item = core.item + what  # 各级财政投入防治资金12亿元，其中|中央财政
        draft.note("item", "who spent of the total", memory.total.item)
    elif _is_part_of_rate(memory, draft, core):
        draft.item = core.item + (memory.total.item if memory.total is not None else [])
        draft.note("item", "part of a rate", draft.item)
    elif core.item[0].cls == "share" and topic is not None:
        draft.item = topic.item + core.item
        draft.note("item", "share of the topic", topic.item)
    elif core.item[0].text == "在":  # 服务业快速发展，|在地区生产总值中占比
        owner = topic.item if topic is not None else owner_from_clause(reading)
        draft.item = owner + core.item
        draft.note("item", "share of the topic", owner)
    elif all(_sorts(t) for t in core.item) or (memory.in_parts and _sorts(core.item[-1])):
        _complete_category(reading, draft, core)
    elif topic is not None and _spends(core.item, topic):
        draft.item, draft.action = topic.item, core.item  # 筹集基金12万元，|支出
        draft.note("item", "fund of the figure before", topic.item)
    elif topic is not None and _rates_action(core.item, topic):
        draft.item = topic.item + core.item
        draft.note("item", "rate of what was done before", topic.item)
    elif len(core.item) == 1 and _repeats_topic(reading, core.item[0]):
        draft.item = topic.item if topic is not None else core.item
        draft.note("item", "name completed from the topic", draft.item)
    elif _is_bare_name(core.item, memory.topic_here is None) and not memory.in_parts:
        draft.item = owner_of(reading, core.item[-1]) + core.item  # 救助|人数, 结案率
    elif len(core.item) == 1 and _ends_subject(reading, core.item[0]):
        draft.item = owner_of(reading, core.item[0])
    elif (
        known.is_noun(folded([t for t in core.item if t.text != "平均"]), "bare")
        and not memory.in_parts
        and not memory.list_head
    ):
        owner = owner_of(reading, core.item[-1])
        if owner:
            draft.item = owner + core.item
            draft.note("item", "head completed by its owner", owner)


def _complete_category(reading: Reading, draft: Draft, core: Core) -> None:
    """其中小学, …领域: what is sorted is named by the figure before."""
    known, memory = vocabulary(), reading.memory
    model = memory.total if memory.in_parts else reading.previous or memory.topic_here
    same = model is not None and (model.quantity.std_unit, model.quantity.kind) == (
        draft.quantity.std_unit,
        draft.quantity.kind,
    )
    if model is not None and same and model.item[:1] and model.item[0].text not in _ALL_KINDS:
        named = [t for t in model.item if not known.is_noun(t.text, "category")]
        draft.item = core.item + (named or (model.item if memory.in_parts else []))
        draft.note("item", "category completed by the name before", model.item)


def _spends(item: list[Token], topic: Draft) -> bool:
    """Whether a lone verb says what became of the fund that the figure before is about."""
    return len(item) == 1 and item[0].text in _SPENT and folded(topic.item).endswith(_FUNDS)


def _rates_action(item: list[Token], topic: Draft) -> bool:
    """整治排污口12个，|整治完成率: a rate that begins with the verb of the figure before."""
    named = bool(topic.action) and item[0].text.startswith(topic.action[-1].text)
    own = item[-1].text[-3:]
    return named and ends_with_ratio(item) and own.endswith("率") and not vocabulary().is_noun(own, "global")


def _is_fiscal(item: list[Token]) -> bool:
    """中央财政|投入: says who spent, but not on what."""
    known = vocabulary()
    who = [t for t in item[:-1] if known.is_noun(t.text, "category") or t.text in _TREASURIES]
    return 0 < len(who) == len(item) - 1 and any(t.text in _TREASURIES for t in who) and item[-1].text in _SPENDING


def owner_from_clause(reading: Reading) -> list[Token]:
    """What the clause before, without figures, is about."""
    bare = reading.memory.bare_clause
    if bare is None or reading.flowing[bare[1] : bare[1] + 1] == ":":
        return []  # 2020年预期目标：|发电量 — a heading of a list names no owner
    return subject_of(reading.flowing, bare)


def _is_part_of_rate(memory: Memory, draft: Draft, core: Core) -> bool:
    """病床使用率81.5%，其中县级医院92.3%: the part takes the name of the rate."""
    total = memory.total if memory.in_parts else None
    if total is None or draft.role != "level" or total.quantity.kind != draft.quantity.kind:
        return False
    return ends_with_ratio(total.item) and not ends_with_ratio(core.item) and not is_head(core.item[-1])


def _is_bare_head(item: list[Token]) -> bool:
    """总产量, 平均单产: the table's heads that name nothing by themselves."""
    return vocabulary().is_noun(folded([t for t in item if t.text != "平均"]), "bare")


def _is_bare_name(item: list[Token], first: bool) -> bool:
    """Whether a name says nothing of whose it is: 结案率, 整治|完成率; at the head of a sentence also 救助|人数."""
    last = item[-1]
    if any(t.cls not in GOVERNING | {"nominal"} for t in item[:-1]) or vocabulary().is_noun(last.text, "global"):
        return False
    return len(item) == 2 and item[0].cls in ("act", "verb") and is_head(last) and first


def _sorts(token: Token) -> bool:
    """Whether a word only sorts things (小学, 县处级, …领域)."""
    sorts = vocabulary().is_noun(token.text, "category") or token.text.endswith(_SORTING)
    return sorts and token.text[-1] not in PERSON_ENDINGS


def _repeats_topic(reading: Reading, head: Token) -> bool:
    """中央财政超收…，其中去年|超收: the last word of the topic stands for all of it."""
    topic = reading.previous or reading.memory.topic_here
    return topic is not None and len(topic.item) > 1 and topic.item[-1].text == head.text


def _ends_subject(reading: Reading, head: Token) -> bool:
    bare = reading.memory.bare_clause
    return bare is not None and folded(subject_of(reading.flowing, bare)[-1:]) == head.text


def owner_of(reading: Reading, head: Token) -> list[Token]:
    """Whose total, rate or area a bare head is: the topic's, or that of the clause before."""
    memory = reading.memory
    topic = reading.previous or memory.topic_here
    subject = owner_from_clause(reading)
    if topic is None or not topic.item or (reading.previous is None and len(folded(subject)) > 1):
        return subject
    item = topic.item
    if head.cls in ("rise", "fall") or head.text.endswith("幅度"):
        return item
    last = item[-1]
    heads = vocabulary().is_noun(last.text[-2:], "head") or last.text.endswith(("平均分", "人数"))
    if heads and len(item) == 1 and last.text[-2:] in _NUMBERS:
        return []  # 总投资4800万元、|建筑面积; 上线人数1126人，|上线率
    replaced = len(item) > 1 and heads
    if replaced and last.text[:-2] in _TREASURIES and last.end - last.start == len(last.text):
        return [*item[:-1], Token(last.start, last.end - 2, last.text[:-2], "noun")]  # 财政|收入12万元，支出
    if replaced or head.text.startswith(item[-1].text) or folded(item).endswith(head.text):
        return item[:-1]
    return item if len(folded(item)) <= _OWNER_CHARS and not is_verb(head) else []


def subject_of(flowing: str, span: tuple[int, int]) -> list[Token]:
    """The noun phrase that opens a clause without figures, or that its 在…中 names."""
    subject: list[Token] = []
    start, end = span
    tokens = strip(tokenise(flowing, start, min(end, start + _CLAUSE_CHARS)))
    while tokens and (tokens[0].cls in ("manner", "adverb")):
        tokens = strip(tokens[1:])
    if tokens and (tokens[0].text == "在" or tokens[0].cls in ("up", "down", "strong", "act")):
        tokens = strip(tokens[1:])  # 提高|企业退休人员基本养老金
    if _is_relative_subject(tokens):
        return tokens
    for token in tokens:
        if token.cls not in _SUBJECT and not (subject and subject[-1].cls == "de" and token.cls in ("closing", "act")):
            break  # 用于教育的|投入
        subject.append(token)
    while subject and (
        subject[-1].cls == "manner"
        or vocabulary().is_noun(subject[-1].text, "shell")
        or subject[-1].cls == "coordinator"
    ):
        subject.pop()
    return subject


def _is_relative_subject(tokens: list[Token]) -> bool:
    """参加合作社的|农户: a noun with the verb of its relative clause, and nothing else."""
    at = max((i for i, t in enumerate(tokens) if t.cls == "de"), default=0)
    verbs = [t for t in tokens[:at] if is_verb(t)]
    opens = bool(verbs) and (verbs[0] is tokens[0] or (len(verbs) == 1 and verbs[0] is tokens[at - 1]))
    named = 0 < at < len(tokens) - 1 and all(t.cls == "noun" for t in tokens[at + 1 :])
    return opens and named and len(tokens) <= _RELATIVE_TOKENS


def is_average(draft: Draft, core: Core, topic: Draft) -> bool:
    """生均9.6册, 平均每名教师1.46篇: an average of the topic, which the words alone do not name."""
    known = vocabulary()
    rest = [t for t in core.item if t.cls != "per" and not known.is_noun(t.text, "average")]
    if len(rest) == len(core.item):
        return False
    one_noun = len(rest) == 1 and rest[0].cls == "noun" and any(t.cls == "per" for t in core.item)
    return not rest or (one_noun and draft.quantity.std_unit == topic.quantity.std_unit)


def shares_front(core: Core, previous: Draft) -> bool:
    """生猪|存栏24.6万头、出栏41.2万头: a verb or head alone goes on behind the same noun."""
    own = core.item
    if core.action or len(own) != 1 or len(previous.item) < 2 or previous.attributive:
        return False
    last = previous.item[-1]
    known = vocabulary()
    bare = known.is_noun(own[0].text, "bare") and known.is_noun(last.text, "bare")
    return bare or (is_verb(own[0]) and is_verb(last)) or (is_head(own[0]) and is_head(last))
