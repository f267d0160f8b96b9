"""Whether a figure was done and measured, or is a target, plan or rule to come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhreport.model import Quantity, Section, Sentence, Status

_PLAN_TITLE = re.compile(
    r"打算|计划|规划目标|下[一]?(?:步|年|阶段|年度)|明年|来年|今后|目标|任务|工作要点|工作安排|总体部署|总体要求|工作部署|建议|思路|展望|重点工作$|努力方向|未来|施政重点"
)
_REVIEW_TITLE = re.compile(r"回顾|总结|(?:完成|执行|落实|进展|工作|实施)情况|主要成绩|[年来]的?主?要?工作$|年来的")
_DONE_TITLE = re.compile(r"成效|成果|取得|进展|绩效|成绩|成就")
_PLAN_CUE = re.compile(
    r"力争|争取|预期|拟(?!定|订)|预计|确保|力求|有望|计划(?:投|安排|新|完成|实施|建|招|培|用|在|到|总|于)|目标(?:值|是|为|:)|将(?=于|在|按|继续|进一步|新[增建]|建[成设]|投入|达|增|安排|完成|实现|组织|开展|突破|超过|有\d|力|再|全面|分[期批年]|争|重点|加[快大]|陆续|逐步|如期)|(?:^|[,;:])要(?!求|素)"
)
_DONE_CUE = re.compile(r"已经?|了|完成了|去年|上年|前年|曾")


class StatusReader:
    """The status of figures, from the titles of their sections and the words before them in their sentences."""

    def __init__(self, flowing: str, sections: Sequence[Section], year: int | None) -> None:
        self.flowing = flowing
        self.year = year
        self._planned: list[bool] = []
        for section in sections:
            inherited = self._planned[section.parent] if section.parent is not None else False
            self._planned.append(self._by_title(flowing, section, inherited))

    def _by_title(self, flowing: str, section: Section, inherited: bool) -> bool:
        head = flowing[section.start : section.start + len(section.title or "") + len(section.marker) + 2]
        if _REVIEW_TITLE.search(head):
            return False
        return inherited or bool(_PLAN_TITLE.search(head) and not _DONE_TITLE.search(head))

    def of(self, quantity: Quantity, sentence: Sentence) -> Status:
        """`planned` where the section or a cue before the figure says so."""
        before = self.flowing[sentence.start : quantity.start]
        if sentence.section is not None and self._planned[sentence.section]:
            clause = before[max(before.rfind(mark) for mark in ",;。") + 1 :]
            return "actual" if _DONE_CUE.search(clause) else "planned"
        cut = before.rfind(";") + 1
        return "planned" if _PLAN_CUE.search(before, cut) else "actual"
