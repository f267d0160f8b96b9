"""How the documentation is built: `sphinx-build -W -q docs build/docs`. The pages need no network."""

from __future__ import annotations

import re
from typing import Any

import zhreport

project = "zhreport"
author = copyright = "The zhreport developers"
version = release = zhreport.__version__
language = "en"

extensions = ["sphinx.ext.autodoc", "myst_parser"]
exclude_patterns = ["_static"]
myst_heading_anchors = 3

add_module_names = False
autodoc_member_order = "bysource"
# Docstrings put names between single backticks.
default_role = "code"
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = f"zhreport {version}"
# Where one of these fonts is installed, a Chinese character is as wide as two letters, and tables stand straight.
_EVEN = "'Noto Sans Mono CJK TC', 'Noto Sans Mono CJK SC', 'Sarasa Mono TC', 'Sarasa Mono SC', NSimSun, MingLiU"
_FIXED = {"font-stack--monospace": f"{_EVEN}, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"}
html_theme_options = {"light_css_variables": _FIXED, "dark_css_variables": _FIXED}
html_static_path = ["_static"]
html_css_files = ["prompts.css"]
html_show_sphinx = False
html_copy_source = False

_FENCE = re.compile(r"\s*```(\w*)$")
_RAISED = re.compile(r"    (\w+): (.*)")


def as_rst(_app: object, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """The lines of a docstring, with fenced blocks and `Raises:` as reStructuredText has them."""
    written: list[str] = []
    inside = raises = False
    for line in lines:
        fence = _FENCE.match(line)
        raised = _RAISED.match(line) if raises else None
        if fence:
            inside = not inside
            written += ["", f".. code-block:: {fence[1] or 'text'}", ""] if inside else [""]
        elif line == "Raises:":
            raises = True
        elif raised:
            written.append(f":raises {raised[1]}: {raised[2]}")
        else:
            raises = raises and line.startswith("    ")
            written.append(f"   {line}" if inside else line)
    lines[:] = written


def setup(app: Any) -> None:
    """What Sphinx calls when it has read this file."""
    app.connect("autodoc-process-docstring", as_rst)
