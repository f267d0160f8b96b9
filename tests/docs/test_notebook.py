import re
from typing import Any

from tests.docs.notebook import load, run


def _words(output: dict[str, Any]) -> str:
    """What an output says, without what pandas may change: the blanks, and the rules of its tables."""
    text = output.get("text") or output["data"]["text/plain"]
    return re.sub(r"[-\s]+", " ", "".join(text)).strip()


def test_the_notebook_runs_and_shows_what_it_says() -> None:
    cells = [cell for cell in load()["cells"] if cell["cell_type"] == "code"]
    for cell, outputs in zip(cells, run(cells), strict=True):
        assert [_words(o) for o in outputs] == [_words(o) for o in cell["outputs"]], "".join(cell["source"])


def test_the_notebook_needs_no_network() -> None:
    assert all("http" not in "".join(cell["source"]) for cell in load()["cells"])
