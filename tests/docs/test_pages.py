from pathlib import Path

import pytest

from tests.docs.pages import DOCS, MismatchError, Page, fits, inside

OTHERS = {"design.md", "archives.md"}
PAGES = sorted(path for path in DOCS.rglob("*.md") if path.name not in OTHERS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_a_page_shows_is_what_there_is(path: Path, tmp_path: Path) -> None:
    with inside(tmp_path):
        Page(path, tmp_path).run()


def test_an_output_may_leave_things_out() -> None:
    assert fits("a … d", "a b c d\n")
    assert fits("  a   b", "a b")
    assert not fits("a … d", "a b c")
    assert not fits("a", "a b")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("```pycon\n>>> 1 + 1\n3\n```\n", "Expected"),
        ("```console\n$ zhreport sections corpus/yunxi-education/2007.txt\nnothing\n```\n", "shown"),
        ("```console\n$ rm -r corpus\n```\n", "no command"),
        ("```sh\npip install 'zhreport[moon]'\n```\n", "no extra moon"),
        ("```tsv\n# classifiers.tsv\n月球\t月球\t0\t\t月球\n```\n", "not in the table"),
        ("```ruby\nputs 1\n```\n", "nothing runs"),
    ],
)
def test_what_is_wrong_on_a_page_is_found(content: str, said: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(content, encoding="utf-8")
    with inside(tmp_path), pytest.raises(MismatchError, match=said):
        Page(page, tmp_path).run()
