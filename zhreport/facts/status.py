"""Whether a figure was done and measured, or is a target, plan or rule to come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhreport.model import Evidence, Quantity, Section, Sentence, Status

_PLAN_TITLE = re.compile(
    r"打算|计划|规划目标|下[一]?(?:步|年|阶段|年度)|明年|来年|今后|目标|任务|工作要点|工作安排|总体部署|总体要求|工作部署|建议|思路|展望|重点工作$|努力方向|未来|施政重点"
)
_REVIEW_TITLE = re.compile(r"回顾|总结|(?:完成|执行|落实|进展|工作|实施)情况|主要成绩|[年来]的?主?要?工作$|年来的")
_DONE_TITLE = re.compile(r"成效|成果|取得|进展|绩效|成绩|成就")
# 将 before a verb announces; before a noun it is 把 (将扶贫标准提高到2300元).
_PLAN_CUE = re.compile(
    r"力争|争取|预期|拟(?!定|订)|预计|确保|力求|有望|计划(?:投|安排|新|完成|实施|建|招|培|用|在|到|总|于)|目标(?:值|是|为|:)"
    r"|将(?=于|在|按|继续|进一步|新[增建]|建[成设]|投入|达|增|安排|完成|实现|组织|开展|突破|超过|有\d|力|再|全面|分[期批年]|争|重点|加[快大]|陆续|逐步|如期)"
    r"|(?:^|[,;:])要(?!求|素)"
)
_DONE_CUE = re.compile(r"已经?|了|去年|上年|前年|曾")


class StatusReader:
    """The status of figures, from the titles of their sections and the words before them in their sentences."""

    def __init__(self, flowing: str, sections: Sequence[Section]) -> None:
        self._flowing = flowing
        self._sections = sections
        self._planned: list[Section | None] = []
        for section in sections:
            inherited = self._planned[section.parent] if section.parent is not None else None
            self._planned.append(self._plan(section, inherited))

    def _plan(self, section: Section, inherited: Section | None) -> Section | None:
        """The section whose title makes this one a plan: itself, one around it, or none."""
        head = self._flowing[
            section.start : section.start + len(section.title or "") + len(section.marker) + 2
        ].rstrip()
        if _REVIEW_TITLE.search(head):
            return None
        if inherited is not None:
            return inherited
        return section if _PLAN_TITLE.search(head) and not _DONE_TITLE.search(head) else None

    def of(self, quantity: Quantity, sentence: Sentence) -> tuple[Status, Evidence | None]:
        """`planned` where the section or a cue before the figure says so, with the words that say it."""
        start = sentence.start
        before = self._flowing[start : quantity.start]
        plan = self._planned[sentence.section] if sentence.section is not None else None
        if plan is not None:
            clause = max(before.rfind(mark) for mark in ",;。") + 1
            done = _DONE_CUE.search(before, clause)
            if done:
                return "actual", Evidence("status", "done, inside a plan", start + done.start(), start + done.end())
            return "planned", Evidence(
                "status", "section of plans", plan.start, plan.start + len(plan.marker) + len(plan.title or "")
            )
        cue = _PLAN_CUE.search(before, before.rfind(";") + 1)
        if cue:
            return "planned", Evidence("status", "word of a plan", start + cue.start(), start + cue.end())
        return "actual", None
