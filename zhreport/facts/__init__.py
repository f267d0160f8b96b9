"""What each figure of a report measures."""

from __future__ import annotations

from zhreport.facts.find import find_facts

__all__ = ["find_facts"]
