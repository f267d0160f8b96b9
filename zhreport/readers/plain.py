"""Plain text files."""

from __future__ import annotations

from zhreport.readers.encoding import decode


def read(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    r"""The text of a file and its encoding; line ends become \n, as Python reads text.

    >>> read("全縣\r\n教師".encode("utf-8-sig"))
    ('全縣\n教師', 'utf-8')

    Raises:
        UndecodableError: the bytes are no text.
    """
    text, name = decode(data, encoding)
    # DOS programs end a text with Ctrl-Z.
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a\0"), name
