"""What people would use instead, where it is installed: it finds numbers and quantities, and no facts."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

Finder = Callable[[str], object]

_SENTENCES = re.compile(r"[^。;；\n]+")
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百千万亿\d.]+")


def _recognizers() -> Finder:
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import Culture, recognize_currency, recognize_dimension

    def find(text: str) -> object:
        # Sentence by sentence: it takes the square of a text's length.
        asked = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension)
        return [ask(m[0], Culture.Chinese) for m in _SENTENCES.finditer(text) for ask in asked]

    return find


def _jionlp() -> Finder:
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp

    return lambda text: [jionlp.ner.extract_money(m[0]) for m in _SENTENCES.finditer(text)]


def _cn2an() -> Finder:
    import cn2an

    def find(text: str) -> list[object]:
        # It converts a numeral that is handed to it, and leaves it to others to find one.
        found: list[object] = []
        for match in _NUMERAL.finditer(text):
            try:
                found.append(cn2an.cn2an(match[0], "smart"))
            except ValueError:
                found.append(None)
        return found

    return find


PEERS = {
    "Recognizers-Text (numbers, percentages, currencies, dimensions)": _recognizers,
    "JioNLP (money)": _jionlp,
    "cn2an (converting numerals)": _cn2an,
}


def peers() -> tuple[dict[str, Finder], dict[str, str]]:
    """Those that can be imported, and for each other the reason."""
    found: dict[str, Finder] = {}
    missing: dict[str, str] = {}
    for name, make in PEERS.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found[name] = make()
        except Exception as error:  # a peer may break in any way while it is imported
            missing[name] = f"{type(error).__name__}: {error}"
    return found, missing
