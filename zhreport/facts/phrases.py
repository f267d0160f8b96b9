"""Reads noun phrases and predicates: what is measured, and what was done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhreport.facts.leads import ends_with_ratio
from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import PREDICATES, vocabulary

_LEADING = frozenset(
    {"part", "connective", "time", "comparison", "scope", "adverb", "coordinator", "aspect", "mark", "respectively", "aside", "old", "localizer", "reach", "plan", "exist"}
)
_TRAILING = frozenset({"de", "coordinator", "aside", "mark", "aspect", "adverb", "time", "comparison", "connective", "part", "respectively"})
_VERBS = frozenset({"strong", "closing", "joining", "act", "pivot", "enabling"})
_ENDS_PHRASE = frozenset(
    {"preposition", "basis", "adverb", "up", "down", "reach", "share", "place", "move", "aspect", "localizer", "comparison", "time",
     "respectively", "each", "old", "connective", "light", "pivot", "enabling", "exist", "rise", "fall", "part", "manner"}
)  # fmt: skip
_GROUPS = frozenset("部门 单位 省份 城市 县区 区县 县市区".split())
_OPENS_PHRASE = frozenset({"noun", "nominal", "strong", "act", "closing", "joining", "relative", "manner", "idiom", "scope"})
# Heads that a verb before them only describes: 除险加固工程, 超编学校.
_CARRIERS = frozenset(
    "工程 项目 机构 人员 设施 中心 基地 学校 单位 企业 部门 资金 设备 场所 案件 问题 工作 活动 计划 方案 队伍 干部 职工 家庭 农户 学生 病人 患者 车辆 "
    "船舶 线路 道路 系统 平台 用户 产品 产能 材料 服务 制度 措施 任务 组织 团体 事件 事故 面积 地区 村 户 员 站 点 区 车 地 费".split()
)
# Money by its bare name needs whose it is: 重灾区 + 投资.
_GENERIC_OBJECT_CHARS = 2


@dataclass(frozen=True, slots=True)
class Core:
    """What a stretch of words before a figure says: the item, the action, the subject that acted."""

    item: list[Token]
    action: list[Token]
    subject: list[Token]
    parts: bool = False
    closed: bool = False


def is_verb(token: Token) -> bool:
    """Whether a token is a verb that can say what was done."""
    return token.cls in PREDICATES


def strip(tokens: Sequence[Token]) -> list[Token]:
    """Without the words at both ends that belong neither to item nor action."""
    low, high = 0, len(tokens)
    while low < high and tokens[low].cls in _LEADING:
        low += 1
    while low < high and tokens[high - 1].cls in _TRAILING:
        high -= 1
    return list(tokens[low:high])


def _skip_basis(tokens: list[Token]) -> list[Token]:
    """Without a phrase that only says on what ground or where (按照…, 在…中) at the head."""
    if not tokens or tokens[0].cls != "basis":
        return tokens
    for i in range(1, len(tokens)):
        if tokens[i].cls == "localizer" or tokens[i].text in ("方面", "等"):
            return strip(tokens[i + 1 :]) or tokens[1:i]
    for i in range(1, len(tokens) - 1):
        if tokens[i].cls in _VERBS:
            while i > 1 and tokens[i - 1].cls == "manner":
                i -= 1
            return tokens[i:]
    return tokens[1:]


def _served(tokens: list[Token]) -> tuple[list[Token], list[Token], list[Token]]:
    """(为…, its verb, the rest) of a phrase that opens with whom the action serves: 为|老年人|免费体检."""
    if tokens[0].cls != "preposition":
        return [], [], tokens
    at = next((i for i in range(2, len(tokens)) if is_verb(tokens[i])), None)
    if at is None:
        return [], [], tokens[1:]
    first = at
    while first > 2 and tokens[first - 1].cls == "manner":
        first -= 1
    if all(is_verb(t) for t in tokens[at:]):
        return tokens[1:first], tokens[first:], []
    return [], [], tokens[first:]


def _is_head(token: Token) -> bool:
    known = vocabulary()
    return known.is_noun(token.text, "head") or known.is_noun(token.text, "ratio") or token.text[-1] in "额率量数"


def _is_person(token: Token) -> bool:
    return token.text[-1] in "员者师生人众民工户"


def _can_govern(core: list[Token], i: int, ratio: bool, per: bool, named: bool) -> bool:
    """Whether the verb at i is the predicate of the phrase, with an object behind it."""
    token = core[i]
    if i + 1 >= len(core) or core[i + 1].cls in ("de", "coordinator") or token.cls == "relative":
        return bool(i + 2 < len(core) and core[i + 1].cls == "coordinator" and core[i + 2].cls in _VERBS and token.cls in _VERBS)
    modified = any(t.cls == "de" for t in core[i + 1 :])
    if named and modified:
        return False
    if ratio or per:
        return i == 0 and token.cls == "strong" and len(core) > 2 and not per and token.text in ("实现", "完成", "保持")
    if token.text in ("新增", "净增", "新建") and i:
        return False
    after_break = i > 0 and core[i - 1].cls in ("adverb", "time", "plan", "comparison")
    if token.cls in ("strong", "closing", "pivot", "enabling") or (after_break and token.cls == "nominal"):
        return i == 0 or not modified
    if named and token.cls not in ("strong", "closing", "pivot"):
        return False
    if token.cls == "joining" and (_is_person(core[-1]) or _is_head(core[-1])):
        return False
    if token.cls in ("act", "joining", "exist"):
        lone = len(core) - i == 2
        return (i == 0 or not modified) and not (lone and (_is_head(core[-1]) or (i > 0 and is_verb(core[-1]))))
    if token.cls == "nominal":
        return i == 0 and not _is_head(core[-1]) and not is_verb(core[-1])
    return False


def _chain_end(core: list[Token], i: int) -> int:
    """Where the run of verbs that begins at i ends (新建和改造, 督促整改)."""
    if core[i].cls == "nominal":
        return i + 1
    j = i + 1
    while j + 1 < len(core):
        if core[j].cls in _VERBS and core[j + 1].cls != "de" and core[j + 1].text not in _CARRIERS and not (len(core) - j == 2 and _is_head(core[-1])):
            j += 1
        elif core[j].cls == "aspect" and j + 1 < len(core):
            j += 1
        elif core[j].cls == "coordinator" and core[j + 1].cls in _VERBS and j + 2 < len(core):
            j += 2
        else:
            break
    return j


def without_breaks(tokens: Sequence[Token]) -> list[Token]:
    """Without the adverbs and time words inside a name (中央财政|五年|支出)."""
    return [t for t in tokens if t.cls not in ("adverb", "time", "comparison", "plan", "respectively", "aside")]


def _closing_verbs(core: list[Token], name: bool) -> tuple[list[Token], list[Token]] | None:
    """Item and action where the verb stands behind its noun: 新建铁路|投入运营, 社会保障基金|积累."""
    last = len(core)
    if len(core) > 2 and core[-1].cls == "closing" and is_verb(core[0]):
        return without_breaks(core[:-1]), [core[-1]]  # 改善办学条件|投入
    while last and core[last - 1].cls in ("strong", "manner"):
        last -= 1
    if name or not 0 < last < len(core) or is_verb(core[last - 1]) or core[-1].cls == "manner" or core[last - 1].cls in ("de", "idiom"):
        return None
    item = without_breaks(strip(core[:last]))
    return (item, core[last:]) if item else None


def _joined(core: list[Token], i: int, parts: bool) -> Core:
    """Who joined what, counted in persons: 参加高考 (3980人) is a name, 新教师|参加培训 (190名) has its subject."""
    subject = without_breaks(core[:i])
    while subject and subject[-1].cls == "manner":
        subject.pop()
    if subject and _is_person(subject[-1]):
        return Core(subject, core[i:], [], parts)
    return Core(without_breaks(core), [], [], parts)


def read_core(tokens: Sequence[Token], named: bool = False, person: bool = False) -> Core | None:
    """What the words before a trailing figure say; None where nothing is left of them.

    `named` says that the words before 的 can only be a relative clause, since the figure's own verb stands behind them.

    审计|修建工程 (64个) -> action 审计, item 修建工程; 送审金额 -> item 送审金额.
    """
    parts = any(t.cls == "part" for t in tokens[:2])
    core = _skip_basis(strip(tokens))
    if not core:
        return None
    served, action, core = _served(core)
    if served:
        return Core(served, action, [], parts)
    ratio = ends_with_ratio(core)
    per = any(t.cls == "per" or t.text.startswith(("每", "人均", "户均", "平均", "生均")) for t in core)
    closed = _closing_verbs(core, ratio or per)
    if closed is not None:
        return Core(closed[0], closed[1], [], parts, closed=True)
    for i, token in enumerate(core):
        if person and token.cls == "joining":
            return _joined(core, i, parts)
        if not is_verb(token) or not _can_govern(core, i, ratio, per, named):
            continue
        j = _chain_end(core, i)
        first = i
        while first and core[first - 1].cls == "manner":
            first -= 1
        subject, action, item = strip(core[:first]), core[first:j], strip(core[j:])
        item = without_breaks(item)
        if not item:
            break
        if token.cls == "exist":
            action = []
        known = vocabulary()
        if len(item) == 1 and len(item[0].text) <= _GENERIC_OBJECT_CHARS and subject and (known.is_noun(item[0].text, "fund") or known.is_noun(item[0].text, "head")):
            item = subject + item
        return Core(item, [t for t in action if t.cls != "aspect"], subject, parts)
    return Core(without_breaks(core), [], [], parts)


def noun_phrase_end(tokens: Sequence[Token], amount: bool) -> int:
    """Where the noun phrase ends that stands directly behind a figure: 教师|取得专科毕业证书 -> 1; 0 where there is none."""
    i = 1 if tokens and tokens[0].cls == "de" else 0
    start = i
    noun = False
    if i < len(tokens) and tokens[i].cls not in _OPENS_PHRASE:
        return 0
    while i < len(tokens):
        token = tokens[i]
        if token.cls == "de":
            possessive = noun and i > start and tokens[i - 1].cls == "noun"
            if possessive and not amount:
                return i
        elif token.cls in _ENDS_PHRASE:
            if token.cls == "manner" and not noun:
                i += 1
                continue
            break
        elif is_verb(token):
            carried = i + 1 < len(tokens) and (tokens[i + 1].text in _CARRIERS or tokens[i + 1].cls == "de")
            run = i
            while run < len(tokens) and is_verb(tokens[run]):
                run += 1
            carried = carried or (run < len(tokens) and tokens[run].text in _CARRIERS)
            if noun and token.cls != "nominal" and not carried:
                break
            if not noun and token.cls != "nominal" and run >= len(tokens):
                break
        elif token.cls == "noun":
            noun = True
        elif token.cls == "idiom":
            noun = False
        i += 1
    while i > start and tokens[i - 1].cls == "coordinator":
        i -= 1
    return i if i > start else 0


def without_group(tokens: Sequence[Token]) -> list[Token]:
    """The name of what is ranked, without among whom (县级部门|行风评议)."""
    for i in range(len(tokens) - 1):
        if tokens[i].text in _GROUPS:
            return list(tokens[i + 1 :])
    return list(tokens)


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
    if any(_is_head(m[-1]) and len(m) > 1 for m in members[:-1]):
        return 0
    for i in range(len(last) - 1, 0, -1):
        if known.is_noun("".join(t.text for t in last[:i]), "category") or known.is_noun(last[i - 1].text, "category"):
            return len(last) - i
    for i in range(1, len(last)):
        if any(m[-1].text[-1] == last[i - 1].text[-1] for m in members[:-1]):
            return len(last) - i
    i = len(last)
    while i > 1 and (_is_head(last[i - 1]) or is_verb(last[i - 1]) or last[i - 1].text in _CARRIERS):
        i -= 1
    return len(last) - i


def deal_members(item: Sequence[Token], count: int) -> list[list[Token]] | None:
    """One name for each of `count` figures: 小学、国中和普通高中|专任教师合格率 -> three rates; None where the numbers differ."""
    members = split_members(item)
    if len(members) != count or count < 2:
        return None
    tail = _shared_tail(members)
    if not tail:
        return members
    shared = members[-1][len(members[-1]) - tail :]
    return [*(m + shared for m in members[:-1]), members[-1]]
