"""Runs the cells of a notebook in order, and keeps what they show.

python -m tests.docs.notebook    writes the outputs of docs/years.ipynb anew
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "years.ipynb"


def load(path: Path = NOTEBOOK) -> dict[str, Any]:
    """The notebook in a file."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _shown(value: object) -> dict[str, list[str]]:
    if hasattr(value, "_repr_mimebundle_"):
        return {kind: _lines(data) for kind, data in value._repr_mimebundle_().items()}
    data = {"text/plain": _lines(repr(value))}
    html = getattr(value, "_repr_html_", lambda: None)()
    return data | ({"text/html": _lines(html)} if html else {})


def run(cells: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """What each code cell puts out, in the notebook's format; the cells share their names."""
    names: dict[str, Any] = {"__name__": "__main__"}
    outputs = []
    for count, cell in enumerate((c for c in cells if c["cell_type"] == "code"), 1):
        body = ast.parse("".join(cell["source"]))
        last = body.body[-1] if body.body else None
        asked = last.value if isinstance(last, ast.Expr) else None
        if asked is not None:
            body.body.pop()
        printed = io.StringIO()
        found: list[dict[str, Any]] = []
        with contextlib.redirect_stdout(printed):
            exec(compile(body, f"cell {count}", "exec"), names)
            value = eval(compile(ast.Expression(asked), f"cell {count}", "eval"), names) if asked else None
        if printed.getvalue():
            found.append({"output_type": "stream", "name": "stdout", "text": _lines(printed.getvalue())})
        if value is not None:
            data = _shown(value)
            found.append({"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data})
        outputs.append(found)
    return outputs


def main() -> None:
    """Write the outputs into the notebook."""
    notebook = load()
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for count, (cell, outputs) in enumerate(zip(code, run(code), strict=True), 1):
        cell["execution_count"], cell["outputs"] = count, outputs
    NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
