"""Pages that stand alone: one file with its styles, scripts and data, and nothing fetched from anywhere.

Reports are untrusted text. Templates escape whatever they are given, data lies in a block that is not run and that no
text can end, scripts put it on the page as text only, and the page's own policy lets no other script or style run.
"""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhreport.errors import OutputError

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

# What HTML cannot show and UTF-8 cannot hold: control characters, halves of surrogate pairs.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SUFFIXES = (".html", ".htm")


@cache
def environment() -> Environment:
    """The templates, with everything escaped and nothing left undefined."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("zhreport.views", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _assets(*names: str) -> Markup:
    from markupsafe import Markup

    folder = resources.files("zhreport.views") / "assets"
    return Markup("\n".join((folder / name).read_text(encoding="utf-8") for name in names))


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def embedded(data: Mapping[str, Any]) -> Markup:
    r"""Data as JSON that can stand in a script element: no text in it can end the element or open a comment.

    >>> embedded({"text": "</script><!--&"})
    Markup('{"text":"\\u003c/script\\u003e\\u003c!--\\u0026"}')
    """
    from jinja2.utils import htmlsafe_json_dumps

    return htmlsafe_json_dumps(
        data, dumps=partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    )


def page(template: str, styles: Sequence[str], scripts: Sequence[str], data: Mapping[str, Any], **context: Any) -> str:
    """A page from its template, with the files of styles and scripts inside it."""
    style, script = _assets(*styles), _assets(*scripts)
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    made = environment().get_template(template)
    whole = made.render(style=style, script=script, policy=policy, data=embedded(data), **context)
    return _UNSHOWABLE.sub("\ufffd", whole)


def check_page_name(path: str | os.PathLike[str]) -> str:
    """The path as text, if it is a page's name.

    Raises:
        OutputError: a name that ends neither in .html nor in .htm.
    """
    name = os.fspath(path)
    if Path(name).suffix.lower() not in _SUFFIXES:
        raise OutputError(name, "a page's name ends in .html", "name it so")
    return name
