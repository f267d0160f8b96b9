"""Gives every figure of a clause what it measures."""

from __future__ import annotations

from collections.abc import Sequence

from zhreport.facts.clauses import Clause
from zhreport.facts.drafts import Draft, Memory, folded
from zhreport.facts.leads import Lead, ends_with_ratio, read_lead, without_goal
from zhreport.facts.phrases import Core, deal_members, is_verb, noun_phrase_end, read_core, strip, without_group
from zhreport.facts.tokens import Token, tokenise
from zhreport.facts.vocabulary import vocabulary
from zhreport.model import Quantity

_SHARES = frozenset({"percentage", "ratio"})
# A carried item this short is told from its neighbours by what was done with it: 焚化 + 垃圾.
_SHORT_ITEM_CHARS = 3
_ACTION_TOKENS = 12
_NEVER_ATTRIBUTIVE = frozenset({"points", "multiple", "rank", "ratio"})
_AVERAGES = frozenset({"平均", "人均", "生均", "户均", "校均", "亩均", "均", "村均", "班均", "床均", "次均", "车均", "店均"})
_PERSONS = frozenset({"人", "人次"})
_SHELLS = frozenset("制度 工作 建设 体系 事业 方面 情况 管理 机制 试点 活动".split())


class ClauseReader:
    """Reads the clauses of a text in order; `memory` carries topics from clause to clause."""

    def __init__(self, flowing: str, quantities: Sequence[Quantity]) -> None:
        self.flowing = flowing
        self.quantities = quantities
        self.memory = Memory()

    def read(self, clause: Clause) -> list[Draft]:
        """The drafts of the clause's figures, in order."""
        gaps = [[t for a, b in spans for t in tokenise(self.flowing, a, b)] for spans in clause.gaps]
        drafts: list[Draft] = []
        pending = gaps[0]
        for k, index in enumerate(clause.figures):
            quantity = self.quantities[index]
            left = [t for t in pending if t.start < quantity.reach_start]
            right = [t for t in gaps[k + 1] if t.start >= quantity.reach_end]
            lead = read_lead(left, quantity)
            draft = Draft(index, quantity, lead=lead)
            self._note_circumstances(draft, gaps[0] if k == 0 else left)
            last = k + 1 == len(clause.figures)
            end = self._attributive_end(draft, lead, right)
            if end:
                self._read_attributive(draft, lead, left, right, end, last, drafts)
                pending = right[end:]
            else:
                self._read_trailing(draft, lead, left, right, drafts, clause, k, gaps)
                pending = right
            drafts.append(draft)
        self._remember(drafts, clause)
        return drafts

    # what stands around

    def _note_circumstances(self, draft: Draft, tokens: Sequence[Token]) -> None:
        draft.times = [t for t in tokens if t.cls == "time"]
        draft.scopes = [t for t in tokens if t.cls == "scope"]
        draft.base = next((t for t in reversed(tokens) if t.cls == "comparison"), None)

    def _remember(self, drafts: list[Draft], clause: Clause) -> None:
        memory = self.memory
        memory.previous_clause, memory.bare_clause = (clause.start, clause.end), None
        if clause.opener == "(" or not drafts:
            return
        levels = [d for d in drafts if d.role in ("level", "share") and d.item]
        if len(levels) > 1 or (levels and memory.group and levels[0].role == "level" and clause.opener in ",;"):
            memory.group = [*memory.group, *levels] if len(levels) == 1 else levels
        elif levels:
            memory.group = levels
        if levels:
            memory.topic = levels[-1]

    # figures in front of what they count

    def _attributive_end(self, draft: Draft, lead: Lead, right: list[Token]) -> int:
        """Where the noun phrase behind the figure ends that it counts, 0 where it counts none."""
        kind = draft.quantity.kind
        if not right or kind in _NEVER_ATTRIBUTIVE or lead.old or lead.sized or (lead.change and not lead.to):
            return 0
        first = right[0]
        if lead.share and first.cls != "de":
            return 0
        end = noun_phrase_end(right, kind == "amount")
        if not end:
            return 0
        counted = bool(lead.rest) and lead.rest[-1].cls == "noun" and not lead.rest[-1].text.endswith("等")
        if first.cls == "de":
            return end if kind != "duration" else 0
        if kind == "duration":
            return 0
        if first.cls in ("noun", "relative"):
            if kind == "percentage":
                return 0 if lead.reached or counted else end
            return 0 if lead.reached and counted and kind != "count" else end
        if kind == "amount":
            fund = vocabulary().is_noun(right[end - 1].text, "fund") or right[end - 1].text.endswith(("款", "金", "费"))
            return end if fund and end > 1 else 0
        return 0 if counted or kind == "percentage" else end

    def _read_attributive(
        self, draft: Draft, lead: Lead, left: list[Token], right: list[Token], end: int, last: bool, drafts: list[Draft]
    ) -> None:
        """教师 behind 300名: the item; the verb before the figure, or the predicate behind the noun: the action."""
        draft.attributive = True
        phrase = right[:end]
        if phrase[0].cls == "de":
            phrase = phrase[1:]
        rest = right[end:]
        verbs = self._verb_run(lead.rest)
        relative = self._relative(lead.rest)
        draft.item = relative + phrase
        predicate = self._predicate(rest) if last or (rest and rest[0].cls != "coordinator") else []
        coordinated = bool(drafts) and not verbs and (not lead.rest or all(t.cls == "coordinator" for t in left))
        if draft.quantity.kind in _SHARES:
            draft.role = "share"
        if verbs and verbs[-1].cls != "exist":
            draft.governed = True
            classes = {t.cls for t in verbs}
            if "pivot" in classes and predicate:
                draft.action = verbs + predicate
            elif "enabling" in classes and predicate and len(verbs) == 1:
                draft.action = predicate
            else:
                draft.action = verbs
        elif lead.change and lead.to:
            draft.action = strip(lead.rest) + lead.change
        elif coordinated and drafts[-1].governed:
            draft.action, draft.governed = drafts[-1].action, True
        else:
            draft.action = predicate
            for earlier in reversed(drafts):
                if earlier.action or not earlier.attributive:
                    break
                earlier.action = predicate
        draft.rules.append("counted noun behind the figure")

    @staticmethod
    def _verb_run(rest: list[Token]) -> list[Token]:
        """The verbs that end directly before the figure, with the adverbs that qualify them (公开招聘, 改造和新建)."""
        i = len(rest)
        while i and rest[i - 1].cls == "aspect":
            i -= 1
        j = i
        while j and (is_verb(rest[j - 1]) or (rest[j - 1].cls == "coordinator" and j < i and j > 1 and is_verb(rest[j - 2]))):
            j -= 1
        if j == i:
            return []
        while j and rest[j - 1].cls == "manner":
            j -= 1
        return [t for t in rest[j:i] if t.cls != "aspect"]

    @staticmethod
    def _relative(rest: list[Token]) -> list[Token]:
        """The relative clause before the figure (有违规收费行为的12所学校), without the preposition before it."""
        if not rest or rest[-1].cls != "de":
            return []
        core = strip(rest[:-1])
        while core and core[0].cls in ("preposition", "basis"):
            core = core[1:]
        return [*core, rest[-1]] if core else []

    @staticmethod
    def _predicate(tokens: list[Token]) -> list[Token]:
        """What the counted things did or had done to them: the verb phrase behind the noun."""
        core = [t for t in tokens if t.cls not in ("aspect", "adverb", "aside", "time", "mark", "light")]
        while core and core[0].cls in ("de", "coordinator", "localizer", "scope"):
            core = core[1:]
        if core and core[0].cls in ("basis", "preposition") and core[0].text not in ("对", "向", "与", "到", "给"):
            at = next((i for i in range(1, len(core)) if core[i].cls in ("strong", "act")), None)
            if at is None:
                return []
            core = core[at:]
        if not any(is_verb(t) or t.cls in ("up", "down", "reach") for t in core):
            return []
        return core[:_ACTION_TOKENS]

    # figures behind what they measure

    def _read_trailing(
        self, draft: Draft, lead: Lead, left: list[Token], right: list[Token], drafts: list[Draft], clause: Clause, k: int, gaps: list[list[Token]]
    ) -> None:
        previous = drafts[-1] if drafts else None
        if previous is not None and previous.role == "previous" and previous.lead is not None and previous.lead.old and not lead.old:
            self._read_goal(draft, previous, left, lead)
            return
        core = read_core(lead.rest, named=lead.old or bool(lead.change) or lead.reached, person=draft.quantity.std_unit in _PERSONS)
        if draft.quantity.kind == "rank" and core is not None:
            core = Core(without_group([*core.subject, *core.action, *core.item]), [], [], core.parts)
        sibling = previous is not None and core is None and not lead.change and not lead.share and all(t.cls in ("coordinator", "adverb") for t in left)
        if sibling and previous is not None:
            self._read_sibling(draft, previous, drafts)
            return
        self._set_role(draft, lead, core, previous, right)
        if core is None:
            self._carry(draft, lead, previous, k, clause)
            if draft.quantity.kind == "percentage" and draft.role == "level" and not lead.reached and right and k + 1 == len(clause.figures):
                predicate = self._predicate(right)
                if predicate:
                    draft.role, draft.action = "share", predicate
            if not draft.item and draft.quantity.kind == "amount":
                self._read_purpose(draft, right, gaps[k + 1 :], lead)
            return
        self._take_core(draft, core, lead, left, previous, clause)
        only_verbs = all(is_verb(t) or t.cls == "manner" for t in core.item)
        if draft.quantity.kind == "amount" and not lead.change and (core.closed or only_verbs):
            self._read_purpose(draft, right, gaps[k + 1 :], lead)
        if not draft.action and lead.exists and k + 1 == len(clause.figures):
            draft.action = self._predicate(right)
        self._deal(draft, lead, clause, k, gaps)

    def _read_goal(self, draft: Draft, previous: Draft, left: list[Token], lead: Lead) -> None:
        """The later value of 由…到…: it shares the item and the verb of the earlier one."""
        draft.item = previous.item
        verb = next((t for t in left if t.cls in ("up", "down", "move") or is_verb(t)), None)
        draft.action = lead.change or ([without_goal(verb)] if verb is not None else previous.action)
        if ends_with_ratio(draft.item) and any(t.cls == "share" for t in draft.item):
            draft.role = "share"
        draft.rules.append("later value beside the earlier one")

    @staticmethod
    def _set_role(draft: Draft, lead: Lead, core: Core | None, previous: Draft | None, right: list[Token]) -> None:
        kind = draft.quantity.kind
        if lead.change and not lead.to:
            draft.role, draft.direction = "change", lead.direction
        elif lead.sized:
            draft.role, draft.direction = "change", lead.direction
        elif lead.old or (draft.base is not None and not lead.change and draft.base in lead.dropped):
            draft.role = "previous"
            verb = next((t for t in right if t.cls in ("up", "down", "move") or is_verb(t)), None)
            draft.action = [without_goal(verb)] if verb is not None else []
        elif lead.share and kind in _SHARES:
            draft.role = "share"
        if lead.change:
            draft.action = lead.change
        elif lead.moved:
            draft.action = lead.moved

    def _read_sibling(self, draft: Draft, previous: Draft, drafts: list[Draft]) -> None:
        """A further figure of a list: 99.55%、92.7%和77.97%."""
        draft.role, draft.direction, draft.action = previous.role, previous.direction, previous.action
        draft.governed, draft.times, draft.scopes, draft.base = previous.governed, previous.times, previous.scopes, previous.base
        dealt = self._dealt.get(draft.index)
        draft.item = dealt if dealt is not None else previous.item
        draft.rules.append("dealt out of a list" if dealt is not None else "as the figure before")

    _dealt: dict[int, list[Token]] = {}

    def _siblings(self, clause: Clause, k: int, gaps: list[list[Token]]) -> int:
        """How many figures from k on are parted by nothing but 、 and 和."""
        n = 1
        while k + n < len(clause.figures) and gaps[k + n] and all(t.cls in ("coordinator", "adverb") for t in gaps[k + n]):
            n += 1
        return n

    def _deal(self, draft: Draft, lead: Lead, clause: Clause, k: int, gaps: list[list[Token]]) -> None:
        """分别: deals the members of the item out to the figures."""
        count = self._siblings(clause, k, gaps)
        self._dealt = {}
        if count < 2:
            return
        members = deal_members(draft.item, count)
        if members is None:
            return
        for offset, member in enumerate(members):
            self._dealt[clause.figures[k + offset]] = member
        draft.item = members[0]
        draft.rules.append("dealt out of a list")

    def _carry(self, draft: Draft, lead: Lead, previous: Draft | None, k: int, clause: Clause) -> None:
        """The words before the figure name nothing: it is about the topic."""
        memory = self.memory
        count = len(clause.figures)
        self._dealt = {}
        group = memory.group[-count:]
        if previous is None and lead.dealt and len(group) == count and count > 1:
            for index, source in zip(clause.figures, group, strict=True):
                self._dealt[index] = self._topic_item(source)
            draft.item = self._dealt[draft.index]
            draft.rules.append("dealt to the figures before")
            return
        topic = previous if previous is not None and previous.item else memory.topic
        if previous is None and memory.bare_clause is not None:
            subject = self._subject(memory.bare_clause)
            if draft.quantity.kind == "rank":
                subject = without_group(subject)
            if len(folded(subject)) > 1:
                draft.item = subject
                draft.rules.append("subject of the clause before")
                return
        if topic is None:
            return
        draft.item = self._topic_item(topic) if draft.role == "change" else topic.item
        if previous is not None and previous.role == "previous" and not draft.action:
            draft.action = previous.action
        draft.rules.append("topic of the figure before")

    @staticmethod
    def _topic_item(topic: Draft) -> list[Token]:
        if topic.governed and topic.action and len(folded(topic.item)) <= _SHORT_ITEM_CHARS and not topic.attributive:
            return topic.action + topic.item
        return topic.item

    def _take_core(self, draft: Draft, core: Core, lead: Lead, left: list[Token], previous: Draft | None, clause: Clause) -> None:
        memory = self.memory
        draft.item = core.item
        if lead.share and core.action:
            draft.item = strip(lead.rest)
            core = Core(draft.item, [], [], core.parts)
        if core.parts:
            memory.total, memory.in_parts = memory.topic, True
        elif core.action and previous is None:
            memory.in_parts = False
        if core.action and not lead.change and not lead.old:
            draft.action, draft.governed = core.action, True
            draft.rules.append("object of the verb")
        elif core.action:
            draft.item = core.action + core.item if draft.role == "change" else core.item
        else:
            draft.rules.append("name before the figure")
        listed = bool(left) and left[0].cls == "coordinator" and previous is not None
        if not core.action and not draft.action and not lead.reached:
            if listed and previous is not None and previous.governed:
                draft.action, draft.governed = previous.action, True
            elif memory.in_parts and memory.total is not None and memory.total.governed and draft.quantity.kind in ("count", "measure") and not ends_with_ratio(core.item):
                draft.action = memory.total.action
        if all(t.cls == "per" or t.text in _AVERAGES for t in core.item) and memory.topic is not None:
            draft.item = core.item + memory.topic.item
        self._complete_name(draft, core)
        if draft.role == "level" and ends_with_ratio(draft.item) and any(t.cls == "share" for t in draft.item):
            draft.role = "share"

    def _complete_name(self, draft: Draft, core: Core) -> None:
        """A name that is only a category (其中小学) or only a head (总产量) is completed from the topic."""
        known, memory = vocabulary(), self.memory
        total = memory.total
        if all(known.is_noun(t.text, "category") for t in core.item):
            model = total if memory.in_parts else memory.topic if memory.previous_clause is not None else None
            if model is not None and model.quantity.std_unit == draft.quantity.std_unit and model.quantity.kind == draft.quantity.kind:
                draft.item = core.item + [t for t in model.item if not known.is_noun(t.text, "category")]
                draft.rules.append("category completed by the name before")
            return
        if len(core.item) != 1 or not known.is_noun(core.item[0].text, "bare") or memory.in_parts:
            return
        owner = self._owner(core.item[0])
        if owner:
            draft.item = owner + core.item
            draft.rules.append("name completed from the topic")

    def _owner(self, head: Token) -> list[Token]:
        """Whose total, rate or area a bare head is: the topic's, or the subject's of the clause before."""
        memory = self.memory
        before = memory.previous_clause
        if before is None:
            return []
        topic = memory.topic
        if topic is not None and topic.quantity.start >= before[0]:
            if folded(topic.item).endswith(head.text) or (len(topic.item) > 1 and vocabulary().is_noun(topic.item[-1].text, "head")):
                return topic.item[:-1]
            while topic.item and head.text.startswith(topic.item[-1].text):
                return topic.item[:-1]
            return topic.item if len(folded(topic.item)) <= 12 and not is_verb(head) else []
        return self._subject(before)

    def _subject(self, span: tuple[int, int]) -> list[Token]:
        """The noun phrase that opens a clause without figures."""
        subject: list[Token] = []
        tokens = strip(tokenise(self.flowing, *span))
        if tokens and tokens[0].cls == "basis" and tokens[0].text == "在":
            tokens = strip(tokens[1:])
        for token in tokens:
            if token.cls not in ("noun", "nominal", "coordinator"):
                break
            subject.append(token)
        while subject and (subject[-1].text in _SHELLS or subject[-1].cls == "coordinator"):
            subject.pop()
        return subject

    def _read_purpose(self, draft: Draft, right: list[Token], later: list[list[Token]], lead: Lead) -> None:
        """Money with a purpose only: 撥付12萬元表彰…: the purpose is the item, the verb the action."""
        tokens = [t for gap in later for t in gap]
        purpose = [t for t in strip(tokens) if t.cls not in ("aspect",)]
        if not right or not (is_verb(right[0]) or right[0].cls == "manner" or right[0].cls in ("relative", "basis", "preposition")):
            return
        if purpose and purpose[0].cls in ("preposition", "basis") or (purpose and purpose[0].cls == "relative"):
            purpose = purpose[1:]
        if not purpose:
            return
        verbs = self._verb_run(lead.rest)
        draft.item, draft.action, draft.governed = purpose[: 2 * _ACTION_TOKENS], verbs, bool(verbs)
        draft.rules.append("purpose behind the figure")
