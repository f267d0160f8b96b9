"""How the documentation is built: `sphinx-build -W -q docs build/docs`. The pages need no network."""

from __future__ import annotations

import re
from typing import Any

import zhreport

project = "zhreport"
author = copyright = "The zhreport developers"
version = release = zhreport.__version__
language = "en"

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_parser"]
exclude_patterns = ["_static"]
myst_heading_anchors = 3

add_module_names = False
autodoc_member_order = "bysource"
# Docstrings put names between single backticks.
default_role = "code"
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = f"zhreport {version}"
html_static_path = ["_static"]
html_css_files = ["prompts.css"]
html_show_sphinx = False
html_copy_source = False

_FENCE = re.compile(r"\s*```(\w*)$")


def as_rst(_app: object, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Fenced blocks of a docstring, which are Markdown, as the blocks of reStructuredText."""
    written: list[str] = []
    inside = False
    for line in lines:
        fence = _FENCE.match(line)
        if fence:
            inside = not inside
            written += ["", f".. code-block:: {fence[1] or 'text'}", ""] if inside else [""]
        else:
            written.append(f"   {line}" if inside else line)
    lines[:] = written


def setup(app: Any) -> None:
    """What Sphinx calls when it has read this file."""
    app.connect("autodoc-process-docstring", as_rst)
