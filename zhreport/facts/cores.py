"""Reads the words before a trailing figure: which are the item, which the action, which the subject that acted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhreport.facts.leads import SHARE_NAMES, ends_with_ratio
from zhreport.facts.phrases import BREAKS, PERSON_ENDINGS, is_head, is_verb, strip, without_breaks
from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import GOVERNING, vocabulary

# 实现利润增长 and the like: the only verbs that govern the name of a rate.
_GOVERN_RATES = frozenset({"实现", "完成", "保持", "提出"})
# Behind its subject these belong to the name: 城镇|新增|就业.
_NAMING = frozenset({"新增", "净增", "新建"})
# An object this short needs whose it is: 重灾区 + 投资.
_GENERIC_OBJECT_CHARS = 2


# Behind a verb that is a noun as well, these are whom it was done to: 培训|员工, but 审计|人员.
_TRAINED = frozenset({"员工", "职工", "教职工", "民工", "农民工", "党员", "学员", "队员", "团员", "社员", "教员"})


_ACTORS = ("委员", "干部", "职工", "公司", "集团", "政府", "法院", "检察院", "机关", "部门", "学校", "医院", "单位")


@dataclass(frozen=True, slots=True)
class Core:
    """What a stretch of words before a figure says: the item, the action, the subject that acted.

    `parts`: it opens the parts of a total (其中); `closed`: the verb stands behind the item.
    """

    item: list[Token]
    action: list[Token] = field(default_factory=list)
    subject: list[Token] = field(default_factory=list)
    parts: bool = False
    closed: bool = False


# Whose income or profit it is belongs to the name.
_EARNERS = ("企业", "公司", "集团", "行业", "园区", "开发区")
_EARNED_TOKENS = 3


# Verbs that govern together with the one before them (督促|整改); others describe the object (获|授权|专利).
_CHAINED = frozenset({"strong", "closing", "pivot", "enabling", "act"})
_COMMANDING = frozenset({"strong", "closing", "pivot", "enabling"})


def _skip_basis(tokens: list[Token]) -> list[Token]:
    """Without a phrase that only says on what ground or where (按照…, 在…中) at the head."""
    if not tokens or tokens[0].cls != "basis":
        return tokens
    of = next((i for i, t in enumerate(tokens) if t.cls == "de"), 0)
    if of and of + 1 < len(tokens) and not any(t.cls == "localizer" for t in tokens[:of]):
        return tokens  # 通过检验的|车辆
    if tokens[-1].text in SHARE_NAMES and tokens[0].text == "在" and any(t.text == "中" for t in tokens):
        return tokens  # 在国内生产总值中占比
    for i in range(1, len(tokens)):
        if tokens[i].cls == "localizer" or tokens[i].text in ("方面", "等"):
            return strip(tokens[i + 1 :]) or strip(tokens[1:i])
    for i in range(1, len(tokens) - 1):
        if tokens[i].cls in GOVERNING:
            while i > 1 and tokens[i - 1].cls == "manner":
                i -= 1
            return tokens[i:]
    return strip(tokens[1:])


def _served(tokens: list[Token]) -> tuple[list[Token], list[Token], list[Token]]:
    """(为…, its verb, the rest) of a phrase that opens with whom the action serves: 为|老年人|免费体检."""
    if tokens[0].cls != "preposition":
        return [], [], tokens
    verbs = [i for i in range(2, len(tokens)) if is_verb(tokens[i])]
    if not verbs:
        return [], [], tokens[1:]
    # 向上级审计机关|报送: a noun that is a verb as well belongs to whom it was for.
    strong = (i for i in verbs if tokens[i].cls in _COMMANDING)
    at = next(strong, verbs[0]) if tokens[verbs[0]].cls == "nominal" else verbs[0]
    first = at
    while first > 2 and tokens[first - 1].cls == "manner":
        first -= 1
    if all(is_verb(t) for t in tokens[at:]):
        return tokens[1:first], tokens[first:], []
    return [], [], tokens[first:]


def _is_person(token: Token) -> bool:
    return token.text[-1] in PERSON_ENDINGS


def _acts(token: Token) -> bool:
    """Whether a noun names who can do something: 值日委员|接见, 省公司|承建."""
    return token.cls == "noun" and token.text.endswith(_ACTORS)


def _names_whole(core: list[Token], i: int) -> bool:
    """Whether the verb at i and the one word behind it are a name: 批准|逮捕, 资助|金额."""
    token, last = core[i], core[-1]
    if len(core) - i != 2:
        return False
    if last.cls in GOVERNING:
        return True
    if token.text in _GOVERN_RATES | _NAMING:
        return False
    head = i > 0 and not _acts(core[i - 1]) and token.cls in ("strong", "closing") and is_head(last)
    return head or last.text[-1] in "额数"


def _can_govern(core: list[Token], i: int, ratio: bool, per: bool, named: bool) -> bool:
    """Whether the verb at i is the predicate of the phrase, with an object behind it."""
    token = core[i]
    if i + 1 >= len(core) or core[i + 1].cls in ("de", "coordinator") or token.cls == "relative":
        return bool(
            i + 2 < len(core)
            and core[i + 1].cls == "coordinator"
            and core[i + 2].cls in GOVERNING
            and token.cls in GOVERNING
        )
    modified = any(t.cls == "de" for t in core[i + 1 :])
    if named and modified:
        return False
    if ratio or per:
        return i == 0 and token.cls == "strong" and len(core) > 2 and token.text in _GOVERN_RATES
    if token.text in _NAMING and i and all(vocabulary().is_noun(t.text, "category") for t in core[:i]):
        return False
    after_break = i > 0 and core[i - 1].cls in BREAKS
    if token.cls in _COMMANDING or (after_break and token.cls == "nominal" and not is_head(core[-1])):
        return (i == 0 or not modified) and not _names_whole(core, i)  # 批准逮捕, 资助金额
    if named and token.cls not in ("strong", "closing", "pivot") and not (token.cls == "act" and i == 0):
        return False
    if token.cls == "joining" and (_is_person(core[-1]) or is_head(core[-1])):
        return False
    if token.cls == "verb" and i > 0 and not after_break:
        return _acts(core[i - 1]) and not is_head(core[-1]) and core[i + 1].cls not in GOVERNING
    if token.cls in ("act", "verb", "joining", "covering", "exist"):
        lone = len(core) - i == 2
        if token.cls == "verb" and lone and i > 0:
            return False
        if i > 0 and core[i - 1].cls not in BREAKS and is_head(core[-1]):
            return False
        names = is_head(core[-1]) or vocabulary().is_noun(core[-1].text, "event") or (i > 0 and is_verb(core[-1]))
        return (i == 0 or not modified) and not (lone and names)
    if token.cls == "nominal":
        last = core[-1].text
        carried = len(core) == 2 and last[-1] in "员部工费金" and last not in _TRAINED  # 审计|人员
        return i == 0 and not is_head(core[-1]) and not is_verb(core[-1]) and not carried
    return False


def _chain_end(core: list[Token], i: int) -> int:
    """Where the run of verbs that begins at i ends (新建和改造, 督促整改)."""
    if core[i].cls == "nominal":
        return i + 1
    j = i + 1
    while j + 1 < len(core):
        commanded = core[j].cls == "verb" and core[j - 1].cls in ("pivot", "enabling")
        if ((core[j].cls in _CHAINED or commanded) and not _describes(core, j)) or core[j].cls == "aspect":
            j += 1
        elif core[j].cls == "coordinator" and core[j + 1].cls in GOVERNING and j + 2 < len(core):
            j += 2
        else:
            break
    return j


def _describes(core: list[Token], j: int) -> bool:
    """Whether the verb at j only describes the noun behind it: 净滩|活动, 审定|金额."""
    behind = core[j + 1]
    last = len(core) - j == 2
    carried = core[j].cls != "strong" and vocabulary().is_noun(behind.text, "carrier")
    return behind.cls == "de" or carried or (last and is_head(behind))


def _closing_verbs(core: list[Token], name: bool) -> tuple[list[Token], list[Token]] | None:
    """Item and action where the verb stands behind its noun: 新建铁路|投入运营, 社会保障基金|积累."""
    last = len(core)
    if len(core) > 2 and core[-1].cls == "closing" and (is_verb(core[0]) or core[-2].cls in BREAKS):
        return without_breaks(core[:-1]), [core[-1]]  # 改善办学条件|投入, 中央财政将|投入
    while last and core[last - 1].cls in ("strong", "manner"):
        last -= 1
    if (
        name
        or not 0 < last < len(core)
        or core[last - 1].cls in GOVERNING
        or core[-1].cls == "manner"
        or core[last - 1].cls in ("de", "idiom")
    ):
        return None
    item = without_breaks(strip(core[:last]))
    if any(t.cls == "strong" for t in item[1:]):
        return None  # 县法院|获|市级以上表彰
    return (item, core[last:]) if item else None


def _changed(core: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """Item and verb where a verb of change stands before its object: 增加|中央投资, 中央财政增加|支出."""
    at = next((i for i, t in enumerate(core) if t.cls in ("up", "down")), None)
    if at is None or at + 1 == len(core) or not all(t.cls == "noun" for t in core[:at]):
        return None
    item = strip(core[at + 1 :])
    if not item or any(t.cls == "de" for t in item) or item[0].cls not in ("noun", "nominal") or ends_with_ratio(item):
        return None
    whose = core[:at] if len(item) == 1 and is_head(item[0]) else []
    return without_breaks(whose + item), [core[at]]


def _joined(core: list[Token], i: int, parts: bool) -> Core:
    """Who joined what, counted in persons: 参加高考 (3980人) is a name, 新教师|参加培训 (190名) has its subject."""
    subject = without_breaks(core[:i])
    while subject and subject[-1].cls == "manner":
        subject.pop()
    if subject and _is_person(subject[-1]):
        return Core(subject, core[i:], parts=parts)
    return Core(without_breaks(core), parts=parts)


def read_core(tokens: Sequence[Token], named: bool = False, person: bool = False) -> Core | None:
    """What the words before a trailing figure say; None where nothing is left of them.

    审计|修建工程 (64个) -> action 审计, item 修建工程; 送审金额 -> item 送审金额.

    `named` says that a verb before 的 can only be a relative clause, since the figure's own verb stands behind the
    words; `person`, that the figure counts persons.
    """
    parts = any(t.cls == "part" for t in tokens[:2])
    core = _skip_basis(strip(tokens))
    if not core or all(t.cls == "manner" for t in core):
        return None
    if core[0].cls == "relative" and len(core) > 2 and is_verb(core[1]):
        core = core[1:]  # 用于|建设实验室
    changed = _changed(core)
    if changed is not None:
        return Core(changed[0], changed[1], parts=parts)
    served, action, core = _served(core)
    if served:
        return Core(served, action, parts=parts)
    ratio = ends_with_ratio(core)
    per = any(t.cls == "per" or t.text.startswith(("每", "人均", "户均", "平均", "生均")) for t in core)
    closed = _closing_verbs(core, ratio or per)
    if closed is not None:
        return Core(closed[0], closed[1], parts=parts, closed=True)
    for i, token in enumerate(core):
        if person and token.cls == "joining":
            return _joined(core, i, parts)
        if token.cls == "joining" and any(t.cls == "strong" and t is not core[-1] for t in core[i + 2 :]):
            continue  # 参加全国运动会|获金牌
        if is_verb(token) and _can_govern(core, i, ratio, per, named):
            if person and i and _is_person(core[i - 1]) and not _is_person(core[-1]):
                return Core(without_breaks(core[:i]), core[i:], parts=parts)  # 困难人员|实现就业
            governed = _governed(core, i, parts)
            if governed is not None:
                return governed
            break
    return Core(without_breaks(core), parts=parts)


def _governed(core: list[Token], i: int, parts: bool) -> Core | None:
    """The phrase read with the verb at i as its predicate; None where no object is left."""
    known = vocabulary()
    j = _chain_end(core, i)
    first = i
    while first and core[first - 1].cls == "manner":
        first -= 1
    subject, item = strip(core[:first]), without_breaks(strip(core[j:]))
    if not item or (core[j : j + 1] and core[j].cls == "de"):
        return None  # 取消和调整|的审批项目
    action = [] if core[i].cls == "exist" else [t for t in core[first:j] if t.cls != "aspect"]
    earned = bool(subject) and subject[-1].text.endswith(_EARNERS) and core[i].text == "实现"
    generic = len(item) == 1 and len(item[0].text) <= _GENERIC_OBJECT_CHARS
    if (
        generic
        and not (subject and _acts(subject[-1]))
        and (known.is_noun(item[0].text, "fund") or known.is_noun(item[0].text, "head"))
    ):
        item = without_breaks(subject) + item
    elif earned and len(item) <= _EARNED_TOKENS:
        item = without_breaks(subject) + item  # 规模以上工业企业|实现|销售收入
    return Core(item, action, subject, parts)
