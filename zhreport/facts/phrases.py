"""What the readers of figures share: which words are verbs or heads, and where noun phrases end."""

from __future__ import annotations

from collections.abc import Sequence

from zhreport.facts.tokens import Token
from zhreport.facts.vocabulary import GOVERNING, PREDICATES, vocabulary

_LEADING = frozenset(
    {
        "de",
        "part",
        "connective",
        "time",
        "comparison",
        "scope",
        "adverb",
        "coordinator",
        "aspect",
        "mark",
        "respectively",
        "aside",
        "old",
        "localizer",
        "reach",
        "plan",
        "exist",
    }
)
_TRAILING = frozenset(
    {
        "de",
        "coordinator",
        "aside",
        "mark",
        "aspect",
        "adverb",
        "time",
        "comparison",
        "connective",
        "part",
        "respectively",
        "old",
    }
)
_ENDS_PHRASE = frozenset(
    {"preposition", "basis", "adverb", "share", "place", "move", "aspect", "localizer", "comparison", "time", "plan",
     "respectively", "each", "old", "connective", "exist", "rise", "fall", "part"}
)  # fmt: skip
# Inside a name these only interrupt it (中央财政|五年|支出); a verb right behind them is a predicate.
BREAKS = frozenset({"adverb", "time", "comparison", "plan", "respectively", "aside"})
PERSON_ENDINGS = frozenset("员者师生人众民工户口官警士")
_OPENS_PHRASE = frozenset(
    {
        "noun",
        "nominal",
        "strong",
        "act",
        "closing",
        "joining",
        "verb",
        "covering",
        "describing",
        "manner",
        "idiom",
        "scope",
    }
)


def is_verb(token: Token) -> bool:
    """Whether a token is a verb that can say what was done."""
    return token.cls in PREDICATES


def strip(tokens: Sequence[Token]) -> list[Token]:
    """Without the words at both ends that belong neither to item nor action."""
    low, high = 0, len(tokens)
    if any(t.cls == "de" for t in tokens) and tokens[0].cls == "exist":
        return list(tokens)  # 具有大专以上学历的|民警
    while low < high and tokens[low].cls in _LEADING:
        low += 1
    while low < high and tokens[high - 1].cls in _TRAILING:
        high -= 1
    return list(tokens[low:high])


# Verbs of other classes, which inside a noun phrase only describe its head: 疾病预防控制中心.
_VERBLIKE = frozenset({"up", "down", "reach", "pivot", "enabling", "light"})


def _acts(token: Token) -> bool:
    return is_verb(token) or token.cls in _VERBLIKE


def _is_predicate(tokens: Sequence[Token], i: int, noun: bool) -> bool:
    """Whether the verb at i ends the phrase: not where a carrier (工程) or 的 follows, or nothing stands before it."""
    run = i
    while run < len(tokens) and _acts(tokens[run]):
        run += 1
    if not noun:
        return run >= len(tokens)
    if run < len(tokens) and tokens[run].cls == "etc":
        return False
    if tokens[i].cls == "strong" and tokens[i + 1 : i + 2] and tokens[i + 1].cls != "de":
        return True
    known = vocabulary()
    return not (i + 1 < len(tokens) and tokens[i + 1].cls == "de") and not (
        run < len(tokens) and known.is_noun(tokens[run].text, "carrier")
    )


def _after_relative(tokens: Sequence[Token], amount: bool) -> int:
    """可以通过接种预防的|传染病: a relative clause that opens with an adverb, and the noun behind it."""
    if not tokens or tokens[0].cls not in ("adverb", "basis"):
        return 0
    at = max((i for i, t in enumerate(tokens) if t.cls == "de"), default=0)
    end = noun_phrase_end(tokens[at + 1 :], amount) if at else 0
    return at + 1 + end if end else 0


def noun_phrase_end(tokens: Sequence[Token], amount: bool) -> int:
    """Where the noun phrase ends that stands directly behind a figure, 0 where there is none.

    教师|取得专科毕业证书 -> 1.
    """
    i = 1 if tokens and tokens[0].cls == "de" else 0
    while i and i < len(tokens) and tokens[i].cls == "time":
        i += 1
    start = i
    noun = False
    if i < len(tokens) and tokens[i].cls not in _OPENS_PHRASE:
        return _after_relative(tokens, amount)
    while i < len(tokens):
        token = tokens[i]
        if token.cls == "de":
            possessive = noun and i > start and tokens[i - 1].cls == "noun"
            if possessive and not amount:
                return i
        elif _acts(token):
            if token.cls != "nominal" and _is_predicate(tokens, i, noun):
                break
        elif token.cls == "relative" and noun:
            break
        elif token.cls == "manner":
            acts = i + 1 < len(tokens) and tokens[i + 1].cls in GOVERNING
            if noun and acts and _is_predicate(tokens, i + 1, noun):
                break
            if noun and tokens[i - 1].text[-1] in PERSON_ENDINGS and tokens[i + 1 : i + 2] == tokens[-1:]:
                break  # 失业人员|自主创业
        elif token.cls == "plan" and i > start:
            noun = True  # 投资|计划
        elif token.cls in _ENDS_PHRASE:
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
        if vocabulary().is_noun(tokens[i].text[-2:], "group"):
            return list(tokens[i + 1 :])
    return list(tokens)


def is_head(token: Token) -> bool:
    """Whether a token is the name of a quantity (金额, 合格率): a verb before it describes it."""
    known = vocabulary()
    return known.is_noun(token.text, "head") or known.is_noun(token.text, "ratio") or token.text[-1] in "额率量数价"


def without_breaks(tokens: Sequence[Token]) -> list[Token]:
    """Without the adverbs and time words inside a name (中央财政|五年|支出)."""
    return [t for t in tokens if t.cls not in BREAKS]
