from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from zhreport.errors import LexiconError
from zhreport.lexicon.loader import read_rows, table, table_file

GOOD = "# words\nsurface\tkind\texample\n\n名\tcount\t教师12名\n所\tcount\n"


def test_rows_know_their_cells_and_where_they_stand() -> None:
    rows = list(read_rows("words.tsv", GOOD, ("surface", "kind"), ("surface",)))
    assert [(row["surface"], row["kind"], row["example"], row.line) for row in rows] == [
        ("名", "count", "教师12名", 4),
        ("所", "count", "", 5),
    ]


@pytest.mark.parametrize(
    ("text", "columns", "key", "line", "reason"),
    [
        ("surface\n名\n", ("surface", "kind"), ("surface",), 1, "the header lacks kind"),
        ("surface\n名\tcount\n", ("surface",), ("surface",), 2, "2 cells where the header has 1"),
        ("surface\tkind\n\tcount\n", ("surface",), ("surface",), 2, "empty surface"),
        ("surface\n名\n所\n名\n", ("surface",), ("surface",), 4, "名 stands on line 2 already"),
        ("surface\tside\n约\tbefore\n约\tbefore\n", ("surface",), ("surface", "side"), 3, "约/before stands on line 2"),
        ("surface\texample\n名\t教师12人\n", ("surface",), ("surface",), 2, "does not contain '名'"),
    ],
)
def test_a_row_that_breaks_the_rules_is_blamed(
    text: str, columns: tuple[str, ...], key: tuple[str, ...], line: int, reason: str
) -> None:
    with pytest.raises(LexiconError, match=reason) as raised:
        list(read_rows("words.tsv", text, columns, key))
    assert (raised.value.path, raised.value.line) == ("words.tsv", line)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_a_table_of_the_package_and_one_of_the_users_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("\ufeffsurface\texample\n包\t水泥50包\n", encoding="utf-8")
    assert [row["surface"] for row in table_file(path, ("surface", "example"))] == ["包"]
    assert {"一", "两", "万"} <= {row["surface"] for row in table("numerals.tsv", ("surface", "value", "class"))}
