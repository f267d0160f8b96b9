"""Archives: all the reports of a folder in one store."""

from __future__ import annotations
