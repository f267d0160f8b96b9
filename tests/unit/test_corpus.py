"""The example reports: found, complete, readable."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhreport
from zhreport import corpus
from zhreport.errors import SourceError


def test_issuers_and_their_reports() -> None:
    assert corpus.issuers() == ("hailan-environment", "qinglan-health", "yunxi-education")
    for issuer in corpus.issuers():
        assert len(corpus.paths(issuer)) == 4
        for path in corpus.paths(issuer):
            assert path.is_file()
            assert path.with_name(f"{path.stem}.gold.jsonl").is_file()


@pytest.mark.parametrize("path", [path for issuer in corpus.issuers() for path in corpus.paths(issuer)], ids=str)
def test_every_report_can_be_read(path: Path) -> None:
    report = zhreport.read(path)
    assert report.year == int(path.stem)
    assert len(report.facts) > 40
    assert len(report.sections) > 5


def test_unknown_issuers_are_refused() -> None:
    with pytest.raises(SourceError, match="there is no such issuer; name one of hailan-environment, qinglan-health"):
        corpus.paths("nowhere")


def test_the_installed_package_holds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "zhreport"
    (installed / "_corpus" / "somewhere").mkdir(parents=True)
    (installed / "_corpus" / "somewhere" / "2007.txt").write_text("十二名", encoding="utf-8")
    (installed / "_corpus" / "empty").mkdir()
    monkeypatch.setattr(corpus, "__file__", str(installed / "corpus.py"))
    corpus.folder.cache_clear()
    try:
        assert corpus.issuers() == ("somewhere",)
    finally:
        corpus.folder.cache_clear()


def test_an_installation_without_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "__file__", str(tmp_path / "zhreport" / "corpus.py"))
    corpus.folder.cache_clear()
    try:
        with pytest.raises(SourceError, match="the example reports are missing; install the package again"):
            corpus.issuers()
    finally:
        corpus.folder.cache_clear()
