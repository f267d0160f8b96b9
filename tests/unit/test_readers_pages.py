"""Pages: reading order, columns, running heads, lines that go on, ruled tables; PDF files and pictures."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest

from zhreport.readers import Limits, ocr, pdf, read_bytes, read_text
from zhreport.readers.pages import Page, Piece, Ruled, text_of
from zhreport.readers.ruled import Glyph, Segment, pieces_of, tables_of
from zhreport.readers.source import UnreadableError
from zhreport.readers.tables import Cell
from zhreport.report import extract

FIXTURES = Path("tests/fixtures/readers")
EM = 10.0
WIDTH, HEIGHT = 500.0, 800.0
LEFT, RIGHT = 50.0, 450.0
FULL = "全县教育工作总结，" * 4 + "全年工作"


def piece(text: str, left: float, top: float) -> Piece:
    """A run of text of which each Chinese character is ten points wide, others five."""
    width = sum(5 if c.isascii() else EM for c in text)
    return Piece(text, left, top, left + width, top + EM, EM)


def page(*lines: tuple[str, float], top: float = 200.0) -> Page:
    return Page([piece(text, left, top + 20 * i) for i, (text, left) in enumerate(lines)], WIDTH, HEIGHT)


def test_full_lines_go_on_and_indented_ones_begin() -> None:
    assert len(FULL) == 40
    text, begins = text_of(
        [page((FULL, LEFT), ("继续。", LEFT), (FULL[2:], LEFT + 20), ("再继续", LEFT), ("短行", LEFT))]
    )
    assert text == f"{FULL}继续。\n　　{FULL[2:]}再继续\n短行"
    assert begins == (0,)


def test_full_lines_that_end_do_not_go_on() -> None:
    listed = FULL[:-1] + "；"
    text, _ = text_of([page((FULL[:-1] + "。", LEFT), ("下一段", LEFT), (listed, LEFT), ("二、打算", LEFT))])
    assert text == f"{FULL[:-1]}。\n下一段\n{listed}\n二、打算"
    joined, _ = text_of([page((FULL, LEFT), (listed, LEFT), ("下一句。", LEFT))])
    assert joined == f"{FULL}{listed}下一句。"


def test_lines_go_on_over_the_page_and_the_page_is_told() -> None:
    text, begins = text_of([page(("短行", LEFT), (FULL, LEFT)), page(("继续。", LEFT), ("完", LEFT))])
    assert text == f"短行\n{FULL}继续。\n完"
    assert begins == (0, text.index("继续"))


def test_columns_are_read_one_after_the_other() -> None:
    left = [piece(f"左栏第{i}行的文字在此。", LEFT, 100 + 20 * i) for i in range(6)]
    right = [piece(f"右栏第{i}行的文字在此。", 260, 100 + 20 * i) for i in range(6)]
    crossed = [one for pair in zip(left, right, strict=True) for one in pair]
    title = piece("教育局2007年工作总结报告全文", 180, 60)
    text, _ = text_of([Page([title, *crossed], WIDTH, HEIGHT)])
    assert [line.strip("　")[:3] for line in text.split("\n")] == ["教育局", *["左栏第"] * 6, *["右栏第"] * 6]


def test_cells_without_lines_stay_in_their_rows() -> None:
    cells = [piece(text, LEFT + 100 * j, 100 + 20 * i) for i in range(5) for j, text in enumerate(("甲", "12"))]
    text, _ = text_of([Page(cells, WIDTH, HEIGHT)])
    assert text == "\n".join(["甲　12"] * 5)


@pytest.mark.parametrize("number", ["- {} -", "第{}页 共4页", "{}", "—{}—", "{}/4"])
def test_page_numbers_and_running_heads_are_left_out(number: str) -> None:
    pages = []
    for i in range(1, 5):
        head, foot = piece("教育局工作总结", 200, 20), piece(number.format(i), 240, 770)
        pages.append(Page([head, piece(f"正文{i}。", LEFT, 300), foot], WIDTH, HEIGHT))
    assert text_of(pages)[0] == "正文1。\n正文2。\n正文3。\n正文4。"


def test_figures_in_the_text_are_no_page_numbers() -> None:
    text, _ = text_of([page(("教师人数", LEFT), ("300", LEFT), ("学生人数", LEFT))])
    assert text == "教师人数\n300\n学生人数"


def test_a_table_that_goes_on_over_pages() -> None:
    def ruled(rows: list[list[str]], top: float) -> Ruled:
        return Ruled([[Cell(text) for text in row] for row in rows], (50.0, 150.0, 250.0), top, top + 100)

    first = Page([piece("单位：万元", LEFT, 600)], WIDTH, HEIGHT, [ruled([["学校", "经费"], ["小学", "12"]], 650)])
    second = Page([piece("以上。", LEFT, 300)], WIDTH, HEIGHT, [ruled([["学校", "经费"], ["初中", "8"]], 100)])
    text, begins = text_of([first, second])
    assert text == "单位：万元\n小学经费：12万元。\n初中经费：8万元。\n以上。"
    assert begins == (0, text.index("以上"))


def test_an_empty_page_has_a_place() -> None:
    assert text_of([page(("甲。", LEFT)), Page([], WIDTH, HEIGHT), page(("乙。", LEFT))]) == ("甲。\n乙。", (0, 2, 3))


def glyphs(text: str, left: float, top: float) -> list[Glyph]:
    found = []
    for character in text:
        width = 5.0 if character.isascii() else EM
        found.append(Glyph(character, left, top, left + width, top + EM, EM))
        left += width
    return found


def test_marks_drawn_later_stand_in_their_place() -> None:
    drawn = [*glyphs("1", 0, 0), *glyphs("1.06", 9, 0), Glyph("∶", 5, 0, 9, EM, EM), *glyphs("，", 29, 0)]
    pieces = pieces_of(drawn)
    assert "".join(p.text for p in sorted(pieces, key=lambda p: p.left)) == "1∶1.06，"


def test_bold_by_drawing_twice_and_one_glyph_for_two_characters() -> None:
    bold = [
        g for one in glyphs("教师", 0, 0) for g in (one, Glyph(one.character, one.left + 0.4, 0, one.right, EM, EM))
    ]
    assert [p.text for p in pieces_of(bold)] == ["教师"]
    dash = Glyph("—", 0, 0, 20, EM, EM)
    assert [p.text for p in pieces_of([dash, dash, *glyphs("安全", 20, 0)])] == ["——安全"]


def test_spaces_by_gaps() -> None:
    assert [p.text for p in pieces_of([*glyphs("GDP", 0, 0), *glyphs("up", 19, 0)])] == ["GDP up"]
    assert [p.text for p in pieces_of([*glyphs("投入", 0, 0), *glyphs("12", 23, 0), *glyphs("万元", 36, 0)])] == [
        "投入12万元"
    ]
    assert [p.text for p in pieces_of([*glyphs(" 投入 ", 0, 0), *glyphs("另栏", 100, 0)])] == ["投入", "另栏"]


def lines_of_frame(xs: list[float], ys: list[float]) -> list[Segment]:
    upright = [Segment(x, ys[0], x, ys[-1]) for x in xs]
    return [*upright, *(Segment(xs[0], y, xs[-1], y) for y in ys)]


def test_drawn_lines_make_a_table() -> None:
    frame = lines_of_frame([0, 100, 200], [0, 30, 60, 90])
    cells = [("学校", 10, 10), ("经费", 110, 10), ("小学", 10, 40), ("12", 110, 40), ("初中", 10, 70), ("8", 110, 70)]
    drawn = [g for text, left, top in cells for g in glyphs(text, left, top)]
    tables, rest = tables_of([*drawn, *glyphs("外", 300, 300)], frame)
    assert [[cell and cell.text for cell in row] for row in tables[0].grid] == [
        ["学校", "经费"],
        ["小学", "12"],
        ["初中", "8"],
    ]
    assert [g.character for g in rest] == ["外"]


def test_without_a_line_between_them_two_cells_are_one() -> None:
    frame = [s for s in lines_of_frame([0, 100, 200], [0, 30, 60, 90]) if s.left != 100]
    frame.append(Segment(100, 30, 100, 90))
    drawn = [*glyphs("经费表", 60, 10), *glyphs("小学", 10, 40), *glyphs("12", 110, 40), *glyphs("初中", 10, 70)]
    (table,), _ = tables_of(drawn, frame)
    assert table.grid[0][0] is table.grid[0][1]


def test_a_frame_around_a_page_is_no_table() -> None:
    tables, rest = tables_of(glyphs("全县", 10, 10), lines_of_frame([0, 500], [0, 800]))
    assert (tables, len(rest)) == ([], 2)


def test_a_long_pdf_file() -> None:
    source = read_text(FIXTURES / "long.pdf")
    lines = source.text.split("\n")
    assert lines[0].strip("　") == "青溪县教育局2007年工作总结"
    assert lines[1] == "一、工作"
    assert lines[2].startswith("　　全县教育局总结工作，全年教育工作10项，工作总结10.5万元，")
    assert len(lines) == 1 + 8 * 5
    assert source.page(source.text.index("教育工作10项")) == 1
    assert source.page(source.text.index("教育工作83项")) == 4
    assert len(extract(source.text).facts) == 3 * 32


def test_pages_of_a_pdf_file_are_limited() -> None:
    with pytest.raises(UnreadableError, match="it has 4 pages, more than the limit of 3"):
        pdf.read((FIXTURES / "long.pdf").read_bytes(), None, Limits(pages=3))


def scanned(name: str) -> bytes:
    """A PDF file of pictures of the pages of another."""
    import pypdfium2

    document = pypdfium2.PdfDocument(FIXTURES / name)
    pictures = [page.render(scale=150 / 72, grayscale=True).to_pil() for page in document]
    stream = BytesIO()
    pictures[0].save(stream, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return stream.getvalue()


def test_pictures_without_text_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("PIL")
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(ValueError, match=r'its pages are pictures; install .*pip install "zhreport\[ocr\]"'):
        read_bytes(scanned("rich.pdf"), "scan.pdf")
    with pytest.raises(ValueError, match=r"scan.png: it is an image; install"):
        read_bytes(b"\x89PNG\r\n\x1a\n", "scan.png")


@pytest.mark.skipif(find_spec("rapidocr") is None or find_spec("onnxruntime") is None, reason="needs zhreport[ocr]")
def test_pictures_are_recognised() -> None:
    import pypdfium2

    picture = pypdfium2.PdfDocument(FIXTURES / "rich.pdf")[0].render(scale=200 / 72).to_pil()
    stream = BytesIO()
    picture.crop((0, 0, picture.width, picture.height // 2)).save(stream, "PNG")
    source = read_bytes(stream.getvalue(), "scan.png")
    texts = extract(source.text, year=2007).facts["text"].tolist()
    assert texts[:8] == ["3.21亿元", "12.5%", "12万元", "23所", "12所", "11所", "300名", "200名"]
    with pytest.raises(UnreadableError, match="larger than the limit for pictures"):
        ocr.read(stream.getvalue(), None, Limits(pixels=1_000))
