"""Plain text files."""

from __future__ import annotations

import re

from zhreport.readers.encoding import decode
from zhreport.readers.source import LIMITS, Content, Limits


def read(data: bytes, encoding: str | None = None, _limits: Limits = LIMITS) -> Content:
    r"""The text of a file and its encoding; line ends become \n, as Python reads text, and form feeds turn the page.

    >>> content = read("全縣\r\n教師".encode("utf-8-sig"))
    >>> content.text, content.encoding
    ('全縣\n教師', 'utf-8')

    Raises:
        UndecodableError: the bytes are no text.
    """
    text, name = decode(data, encoding)
    # DOS programs end a text with Ctrl-Z.
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a\0")
    turns = [match.end() for match in re.finditer("\f", text)]
    return Content(text, name, pages=(0, *turns) if turns else ())
