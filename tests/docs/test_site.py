import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import zhreport
from tests.docs.pages import DOCS

# What a browser fetches by itself; links that a reader may follow are not meant.
_ELSEWHERE = r"""["']?(?:https?:)?//"""
_FETCHED = re.compile(
    rf"<(?:script|img|iframe|source)\b[^>]*\bsrc={_ELSEWHERE}|<link\b[^>]*\bhref={_ELSEWHERE}"
    rf"|url\({_ELSEWHERE}|@import\s+{_ELSEWHERE}"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    places = [str(place) for place in (folder / "doctrees", DOCS, folder / "html")]
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-d", *places]
    shell = os.environ | {"LC_ALL": "C.UTF-8"}  # Sphinx refuses a locale that the machine lacks
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=shell)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def test_the_site_needs_no_network(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    assert len(files) > len(list(DOCS.rglob("*.md")))
    for path in files:
        assert not _FETCHED.search(path.read_text(encoding="utf-8")), path.name


def test_the_measured_accuracy_is_that_of_the_readme(site: Path) -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    measured = readme.partition("## How well")[2].partition("## More")[0]
    shares = re.findall(r"\d+(?:\.\d+)? %", measured)
    page = (site / "method.html").read_text(encoding="utf-8")
    assert shares
    assert all(share in page for share in shares)


def test_the_reference_has_what_is_public_with_its_docstring(site: Path) -> None:
    page = (site / "reference.html").read_text(encoding="utf-8")
    for name in set(zhreport.__all__) - {"__version__", "compare", "corpus", "errors"}:
        assert f'id="zhreport.{name}"' in page, name
        assert (getattr(zhreport, name).__doc__ or "").split("\n")[0].split("`")[0][:40] in re.sub(r"<[^>]+>", "", page)
    for name in ("compare.comparison.compare", "corpus.paths", "errors.SourceError", "Lexicon.read", "Report.explain"):
        assert f'id="zhreport.{name}"' in page, name
