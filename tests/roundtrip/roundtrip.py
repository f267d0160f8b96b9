"""Every report of the corpus, converted by real programs, gives the same facts as its text.

Run as `python -m tests.roundtrip.roundtrip [FORMAT …]`; it takes minutes, so it is no part of the test run. Formats
whose program is missing are skipped by name. `scan` makes noisy pictures of pages, at 200 dpi.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

from zhreport.pipeline import extract_values
from zhreport.readers import ocr, read_text
from zhreport.text.folding import fold

CORPUS = Path("corpus")
FONT = "Noto Serif CJK SC"
DPI = 200
SEED = 7

Convert = Callable[[Path, Path], None]


def made_by_python_docx(report: Path, target: Path) -> None:
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.size, style.font.name = Pt(12), "Times New Roman"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    for line in re.sub("\f\n?", "\n", report.read_text(encoding="utf-8")).split("\n"):
        document.add_paragraph(line)
    document.save(target)


def by_office(form: str) -> Convert:
    def convert(report: Path, target: Path) -> None:
        source = target.with_name(f"source-{report.parent.name}-{report.stem}.docx")
        made_by_python_docx(report, source)
        profile = (target.parent / "profile").as_uri()
        command = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", form]
        subprocess.run([*command, "--outdir", str(target.parent / "out"), str(source)], check=True, capture_output=True)
        shutil.move(target.parent / "out" / f"{source.stem}{target.suffix}", target)

    return convert


def by_pandoc(form: str) -> Convert:
    def convert(report: Path, target: Path) -> None:
        source = target.with_name(f"source-{report.parent.name}-{report.stem}.docx")
        made_by_python_docx(report, source)
        subprocess.run(["pandoc", str(source), "-s", "-t", form, "-o", str(target)], check=True, capture_output=True)

    return convert


def by_hand(report: Path, target: Path) -> None:
    """A page as the sites of offices have them, in GB18030 and declared otherwise."""
    text = report.read_text(encoding="utf-8")
    body = "\n".join(f"<p>{line}</p>" for line in text.replace("\f", "").split("\n"))
    links = "".join(f"<li><a href=/>{words}</a>" for words in ("首页", "政务公开", "2006年投入500万元"))
    menu = f"<div class='top nav'><ul>{links}</ul></div>"
    notice = "<div>发布时间：2008-01-05　浏览次数：1204次　【字体：<a>大</a> <a>中</a> <a>小</a>】</div>"
    foot = "<div class=footer>主办单位：某办公室　备案号：某备05000000号<script>var visits = '300人次';</script></div>"
    head = "<head><meta charset=big5><title>总结</title></head>"
    page = f"<html>{head}<body>{menu}{notice}<div>{body}</div>{foot}</body></html>"
    target.write_bytes(page.encode("gb18030"))


def scan(report: Path, target: Path) -> None:
    """Pictures of the pages: skewed a little, grey, with noise and specks."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    printed = target.with_name(f"printed-{report.parent.name}-{report.stem}.pdf")
    by_office("pdf")(report, printed)
    random = np.random.default_rng(SEED)
    pictures = []
    for page in pypdfium2.PdfDocument(printed):
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        picture = picture.rotate(float(random.normal(0, 0.3)), fillcolor=255, resample=Image.Resampling.BICUBIC)
        grey = np.asarray(picture).astype(float) * 0.85 + 20 + random.normal(0, 12, (picture.height, picture.width))
        grey[random.random(grey.shape) < 0.001] = 0
        pictures.append(Image.fromarray(np.clip(grey, 0, 255).astype("uint8")))
    pictures[0].save(target, save_all=True, append_images=pictures[1:], resolution=DPI)


@dataclass(frozen=True)
class Trip:
    """A way to convert a report; `needs` is the program that does it."""

    convert: Convert
    suffix: str
    needs: str | None = None


TRIPS = {
    "docx": Trip(made_by_python_docx, ".docx"),
    "docx-office": Trip(by_office("docx:Office Open XML Text"), ".docx", "soffice"),
    "doc": Trip(by_office("doc:MS Word 97"), ".doc", "soffice"),
    "html": Trip(by_hand, ".html"),
    "html-office": Trip(by_office("html"), ".html", "soffice"),
    "html-pandoc": Trip(by_pandoc("html"), ".html", "pandoc"),
    "markdown": Trip(by_pandoc("markdown-smart"), ".md", "pandoc"),
    "pdf": Trip(by_office("pdf"), ".pdf", "soffice"),
    "odt": Trip(by_office("odt"), ".odt", "soffice"),
    "rtf": Trip(by_office("rtf"), ".rtf", "soffice"),
    "scan": Trip(scan, ".pdf", "soffice"),
}


def facts_of(text: str, report: Path) -> Counter[tuple[object, ...]]:
    """The facts of a text without their places: figure, item, action, role, status, period, scope."""
    found = extract_values(text, doc="report", name=f"{report.parent.name}/{report.stem}").facts
    rows = ((f.item, f.action, f.role, f.direction, f.status, f.period, f.scope, f.quantity) for f in found)
    return Counter(("".join(fold(q.text).split()), q.std_value, *others) for *others, q in rows)


def differences(name: str, trip: Trip, folder: Path) -> Iterator[tuple[int, int, int, int, float]]:
    """For each report: facts of its text, facts of the conversion, both alike, mentions alike, seconds to read."""
    for report in sorted(CORPUS.glob("*/*.txt")):
        target = folder / f"{name}-{report.parent.name}-{report.stem}{trip.suffix}"
        trip.convert(report, target)
        begun = time.perf_counter()
        text = read_text(target).text
        seconds = time.perf_counter() - begun
        expected, found = facts_of(read_text(report).text, report), facts_of(text, report)
        for row in (expected - found) + (found - expected):
            print(
                f"    {'-' if row in expected else '+'} {report.parent.name}/{report.stem} {row[:3]}", file=sys.stderr
            )
        mentions = [Counter(row[0] for row in facts.elements()) for facts in (expected, found)]
        yield expected.total(), found.total(), (expected & found).total(), (mentions[0] & mentions[1]).total(), seconds


def main(names: list[str]) -> int:
    print(f"{'format':<12} {'facts':>6} {'found':>6} {'alike':>6} {'F1':>7} {'mentions F1':>12} {'s/file':>7}")
    for name in names or TRIPS:
        trip = TRIPS[name]
        if (trip.needs and shutil.which(trip.needs) is None) or (name == "scan" and not ocr.is_installed()):
            print(f"{name:<12} skipped: {trip.needs or 'zhreport[ocr]'} is missing")
            continue
        with tempfile.TemporaryDirectory() as folder:
            rows = list(differences(name, trip, Path(folder)))
        expected, found, alike, mentions, seconds = (sum(column) for column in zip(*rows, strict=True))
        f1, of_mentions = 2 * alike / (expected + found), 2 * mentions / (expected + found)
        counts = f"{name:<12} {expected:>6} {found:>6} {alike:>6}"
        print(f"{counts} {f1:>7.4f} {of_mentions:>12.4f} {seconds / len(rows):>7.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
