"""The chart of one indicator, for notebooks and files."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from zhreport.errors import OutputError, ZhReportError
from zhreport.output import write_file
from zhreport.views.figures import Scale, readable_scale
from zhreport.views.proof import Compared, Source, records, sources
from zhreport.views.words import in_script, words_for

if TYPE_CHECKING:
    import altair

_WIDTH_PER_YEAR, _LEAST_WIDTH, _HEIGHT = 64, 240, 220
_BLUE = "#1f5fa8"
_PNG_SCALE = 2
Picture = Literal["png", "pdf", "svg", "html", "json"]
# What holds its labels as shapes needs a font with Chinese characters on this machine.
_SHAPES: frozenset[Picture] = frozenset(("png", "pdf"))
# How fonts with Chinese characters are called, by what their files' names begin with, the better ones first.
_FONTS: Mapping[str, str] = {
    "NotoSansCJK": "Noto Sans CJK SC", "NotoSansSC": "Noto Sans SC", "NotoSansTC": "Noto Sans TC",
    "NotoSansHans": "Noto Sans SC", "SourceHanSansSC": "Source Han Sans SC", "SourceHanSansCN": "Source Han Sans CN",
    "SourceHanSans": "Source Han Sans", "PingFang": "PingFang SC", "msyh": "Microsoft YaHei",
    "msjh": "Microsoft JhengHei", "STHeiti": "Heiti SC", "Hiragino Sans GB": "Hiragino Sans GB",
    "wqy-microhei": "WenQuanYi Micro Hei", "wqy-zenhei": "WenQuanYi Zen Hei", "simhei": "SimHei", "simsun": "SimSun",
    "DroidSansFallback": "Droid Sans Fallback", "uming": "AR PL UMing CN", "NotoSerifCJK": "Noto Serif CJK SC",
}  # fmt: skip
_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/System/Library/Fonts",
    "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts",
)  # fmt: skip
_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")


class IndicatorError(ZhReportError, LookupError):
    """What was asked for is no row, or more than one: `indicator` as given, `remedy`."""

    def __init__(self, indicator: object, remedy: str) -> None:
        super().__init__(indicator, remedy)
        self.indicator, self.remedy = indicator, remedy

    def __str__(self) -> str:
        return f"{self.indicator!r} names no one row of the comparison; {self.remedy}"


class FontError(ZhReportError, LookupError):
    """No font with Chinese characters was found for a picture, whose labels would be empty boxes."""

    def __str__(self) -> str:
        return (
            "no font with Chinese characters was found on this machine, the picture's labels would be empty boxes; "
            "install one (fonts-noto-cjk), or register one with vl_convert.register_font_directory and name its "
            "family as font=, or save as .svg or .html, which take the fonts of who looks at them"
        )


class ChartsMissingError(ZhReportError, ImportError):
    """The libraries that draw are not installed."""

    def __str__(self) -> str:
        return "altair and vl-convert-python are not installed; install them with pip install 'zhreport[charts]'"


def _font_files() -> Iterator[Path]:
    for folder in _FOLDERS:
        place = Path(folder).expanduser()
        if place.is_dir():
            yield from (file for file in sorted(place.rglob("*")) if file.suffix.lower() in _SUFFIXES)


@cache
def find_font() -> str | None:
    """The family of a font with Chinese characters that is installed where fonts are looked for; None without one."""
    found = [file for file in _font_files() if file.name.startswith(tuple(_FONTS))]
    for prefix, family in _FONTS.items():
        if any(file.name.startswith(prefix) for file in found):
            return family
    return None


class IndicatorChart:
    """The chart of an indicator over the years: shows itself in a notebook, and saves itself as a picture or page.

    `chart` is the altair chart, `font` the family that its labels are set in where this machine draws it.
    """

    def __init__(self, chart: altair.LayerChart, told: str, font: str | None) -> None:
        self.chart = chart
        self.font = font
        self._told = told

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the chart as .png or .pdf, or as .svg, .html (needs no network) or .json (Vega-Lite).

        Raises:
            OutputError: another suffix, or a place that cannot be written to.
            FontError: a .png or .pdf where no font with Chinese characters is to be had.
        """
        name = os.fspath(path)
        suffix = Path(name).suffix.lower()
        for kind in get_args(Picture):
            if suffix == f".{kind}":
                write_file(name, self.drawn(kind))
                return
        raise OutputError(name, f"{suffix or 'no suffix'} says no kind of picture", "end it in .png, .svg or .html")

    def drawn(self, kind: Picture) -> bytes:
        """The chart as png, pdf, svg, html or json.

        Raises:
            FontError: a png or pdf where no font with Chinese characters is to be had.
        """
        if kind in _SHAPES and self.font is None:
            raise FontError
        buffer: Any = io.BytesIO() if kind in _SHAPES else io.StringIO()
        self.chart.save(buffer, format=kind, inline=kind == "html", scale_factor=_PNG_SCALE if kind == "png" else 1)
        made = buffer.getvalue()
        return made if isinstance(made, bytes) else made.encode("utf-8")

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # SVG keeps its labels as text: the browser that shows the notebook sets them, offline and sharp.
        return {"image/svg+xml": self.drawn("svg").decode("utf-8"), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<IndicatorChart {self._told}>"


def _label(comparison: Compared, indicator: str | int) -> int:
    """The label of the row that is meant; a name that stands for several is that of its actual level, if it has one."""
    table = comparison.table
    if isinstance(indicator, int):
        if 0 <= indicator < len(table):
            return indicator
        raise IndicatorError(indicator, f"give a label from 0 to {len(table) - 1}, or a name")
    rows = [(i, row) for i, row in enumerate(records(table)) if row["indicator"] == indicator]
    levels = [i for i, row in rows if (row["role"], row["status"]) == ("level", "actual")]
    for found in ([i for i, _ in rows], levels):
        if len(found) == 1:
            return found[0]
    if rows:
        told = ", ".join(f"{i} ({row['std_unit'] or row['kind']}, {row['role']}, {row['status']})" for i, row in rows)
        raise IndicatorError(indicator, f"give the label of one of the rows {told}")
    like = get_close_matches(indicator, table["indicator"].dropna().unique().tolist(), cutoff=0.4)
    raise IndicatorError(indicator, f"perhaps {', '.join(like)}" if like else "see comparison.table")


def _chart(
    points: list[dict[str, Any]], years: tuple[int, ...], title: str, axis: str, font: str | None
) -> altair.LayerChart:
    try:
        import altair as alt
        import vl_convert  # noqa: F401
    except ImportError:
        raise ChartsMissingError from None
    base = alt.Chart(alt.InlineData(values=points)).encode(
        x=alt.X("year:O", title=None, scale=alt.Scale(domain=list(map(str, years))), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=axis, axis=alt.Axis(titleAngle=0, titleAlign="left", titleAnchor="end", titleY=-12)),
        tooltip=[alt.Tooltip("year:O"), alt.Tooltip("shown:N"), alt.Tooltip("sentence:N")],
    )
    layers = alt.layer(
        base.mark_line(color=_BLUE, strokeWidth=2),
        base.mark_circle(color=_BLUE, size=60, opacity=1),
        base.mark_text(dy=-14, color="#1d2430").encode(text="shown:N"),
    )
    # Where the browser draws, it takes the first of these that it has.
    family = ", ".join(dict.fromkeys([*([font] if font else []), "PingFang SC", "Microsoft YaHei", "sans-serif"]))
    width = max(_LEAST_WIDTH, _WIDTH_PER_YEAR * len(years))
    made: alt.LayerChart = layers.properties(title=title, width=width, height=_HEIGHT).configure(
        font=family, padding=12
    )
    return made


def _point(source: Source, scale: Scale) -> dict[str, Any]:
    value = scale.of(source.value)
    return {
        "year": str(source.year), "value": None if value is None else float(value), "shown": source.shown(scale),
        "sentence": source.sentence,
    }  # fmt: skip


def indicator_chart(comparison: Compared, indicator: str | int, font: str | None = None) -> IndicatorChart:
    """The chart of one indicator over the years; `indicator` is its name or the label of its row of `table`.

    `font` is the family that labels are set in; one with Chinese characters is looked for where none is named.

    Raises:
        IndicatorError: no such row, or several of that name.
        ChartsMissingError: altair or vl-convert is not installed.
    """
    label = _label(comparison, indicator)
    row = records(comparison.table)[label]
    known = [source for source in sources(comparison) if source.row == label]
    language, _ = words_for(None, (source.sentence for source in known))
    scale = readable_scale(row["kind"], row["std_unit"], (source.value for source in known))
    unit = " ".join(part for part in (in_script(scale.unit, language), row["currency"]) if part and part != "CNY")
    found = font or find_font()
    points = [_point(source, scale) for source in known]
    chart = _chart(points, comparison.years, row["indicator"], unit, found)
    told = "; ".join(f"{point['year']}: {point['shown']}" for point in points)
    return IndicatorChart(chart, f"{row['indicator']} ({unit}) {told}", found)
