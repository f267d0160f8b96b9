"""The path of a report's text through the rooms: flowing view, sections, sentences, quantities, facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhreport.model import Diagnostic, Extraction, Region, Sentence

if TYPE_CHECKING:
    from zhreport.readers import Source
    from zhreport.user_lexicon import Lexicon


def extract_values(
    source: str | Source,
    *,
    doc: str,
    year: int | None = None,
    region: Region | None = None,
    name: str | None = None,
    lexicon: Lexicon | None = None,
) -> Extraction:
    r"""Everything that is read from one report's text, as values.

    `year` and `region` overrule what is inferred; `name` is the path or stem of the file, where the year and the
    issuer are looked for when the text does not say them; `lexicon` adds the user's own terms. Of a `Source` its
    file's own title helps as well, and what was lost of it is a diagnostic, with the code `source`, at 0: it is about
    the whole file.

    >>> found = extract_values("青溪县教育局2007年工作总结\n公开招聘300名教师。", doc="2007")
    >>> found.issuer, found.year, [fact.quantity.text for fact in found.facts]
    ('青溪县教育局', 2007, ['300名'])
    """
    from zhreport.lexicon.active import using

    text, told_title, lost = (source, None, ()) if isinstance(source, str) else _of_source(source)
    with using(None if lexicon is None else lexicon.added):
        found = _extract(text, doc, year, region, name, told_title)
    return replace(found, diagnostics=lost + found.diagnostics) if lost else found


def _of_source(source: Source) -> tuple[str, str | None, tuple[Diagnostic, ...]]:
    lost = tuple(Diagnostic(0, 0, "source", warning) for warning in source.warnings)
    return source.text, source.properties.title, lost


def _extract(
    text: str, doc: str, year: int | None, region: Region | None, name: str | None, told_title: str | None
) -> Extraction:
    from zhreport.facts import find_facts
    from zhreport.metadata import describe
    from zhreport.quantities.mentions import find_mentions
    from zhreport.sections.outline import innermost_of, outline
    from zhreport.text.layout import flowing as flowing_view
    from zhreport.text.sentences import split_sentences

    flowing = flowing_view(text)
    about = describe(text, flowing, name, told_title)
    year = about.year if year is None else year
    region = about.region if region is None else region
    sections = outline(text, flowing)
    spans = split_sentences(flowing)
    owners = innermost_of(sections, [start for start, _ in spans])
    sentences = tuple(Sentence(*span, owner) for span, owner in zip(spans, owners, strict=True))
    enumerators = [(s.start, s.start + len(s.marker)) for s in sections if s.marker]
    quantities, unread = find_mentions(text, flowing, region=region, enumerators=enumerators)
    facts, puzzles = find_facts(text, flowing, sections, sentences, quantities, year=year, region=region)
    diagnostics = tuple(sorted((*unread, *puzzles), key=lambda d: (d.start, d.end)))
    return Extraction(text, doc, about.title, about.issuer, year, region, sections, sentences, facts, diagnostics)
