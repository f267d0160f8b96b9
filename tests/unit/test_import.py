"""Importing the package costs next to nothing and changes nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import zhreport

HEAVY = [
    "pandas",
    "numpy",
    "jieba",
    "regex",
    "rich",
    "xlsxwriter",
    "hanziconv",
    "charset_normalizer",
    "pyarrow",
    "decimal",
]
ROUNDS = 3


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "error::Warning:zhreport", "-c", code], capture_output=True, text=True, check=True
    ).stdout


def seconds_to_import(name: str) -> float:
    """The best of some rounds, each in a new process; the modules that both need are loaded before."""
    code = f"import time, typing, importlib; t = time.perf_counter(); import {name}; print(time.perf_counter() - t)"
    return min(float(run(code)) for _ in range(ROUNDS))


def test_nothing_heavy_is_loaded() -> None:
    loaded = run("import sys, zhreport; print(*sys.modules)").split()
    assert [name for name in HEAVY if name in loaded] == []


def test_reading_text_does_not_load_pandas() -> None:
    code = "import sys, zhreport; zhreport.read('corpus/yunxi-education/2007.txt'); print(*sys.modules)"
    loaded = run(code).split()
    assert [name for name in ("pandas", "rich", "xlsxwriter", "pyarrow") if name in loaded] == []


def test_import_takes_at_most_half_the_time_of_pandas() -> None:
    assert seconds_to_import("zhreport") <= seconds_to_import("pandas") / 2


def test_importing_prints_nothing() -> None:
    assert run("import zhreport, zhreport.cli, zhreport.report, zhreport.pipeline") == ""


def test_public_names() -> None:
    assert set(zhreport.__all__) <= set(dir(zhreport))
    for name in zhreport.__all__:
        assert getattr(zhreport, name) is not None
    assert zhreport.errors.SourceError.__module__ == "zhreport.errors"
    with pytest.raises(AttributeError, match="module 'zhreport' has no attribute 'nonsense'"):
        zhreport.nonsense  # noqa: B018


def test_star_import() -> None:
    assert run("from zhreport import *; print(parse_number('一万五千亿'))").strip() == "1500000000000"
