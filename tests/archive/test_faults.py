"""A folder of files as bad as they come: each ends as one row of errors with cause and remedy, all others are read."""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

import zhreport
from tests.archive.folders import make_folder
from zhreport.archive.archive import Archive
from zhreport.archive.batch import Options, run_batch
from zhreport.archive.extraction import Settings
from zhreport.archive.places import Entry, LocalPlace
from zhreport.archive.progress import Progress

MIB = 1 << 20
DOCUMENTS = Path("tests/fixtures/readers")
REPORT = "青溪县教育局2007年工作总结\n一、队伍建设\n公开招聘300名教师，投入561.3万元。"
GOOD = 12


def docx(document: bytes, **more: bytes) -> bytes:
    """What passes for a Word document at first sight."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", document)
        for name, content in more.items():
            package.writestr(name, content)
    return buffer.getvalue()


def entities() -> bytes:
    """A document whose entities unfold to a billion."""
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "哈哈">{levels}]><d>&e9;</d>'.encode()


CONTENTS = {
    "empty.txt": b"",
    "blank.txt": "\u3000\n\t ".encode(),
    "noise.bin": random.Random(1).randbytes(20_000),
    "noise.txt": random.Random(2).randbytes(20_000),
    "truncated.docx": (DOCUMENTS / "rich.docx").read_bytes()[:12_000],
    "truncated.doc": (DOCUMENTS / "rich.doc").read_bytes()[:9_000],
    "truncated.pdf": (DOCUMENTS / "rich.pdf").read_bytes()[:3_000],
    "headless.docx": docx(b"<d/>")[:120],
    "bodiless.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\nxref",
    "protected.docx": (DOCUMENTS / "protected.docx").read_bytes(),
    "protected.pdf": (DOCUMENTS / "protected.pdf").read_bytes(),
    "hollow.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000,
    "bomb.docx": docx(b"<d>" + b" " * (80 * MIB) + b"</d>"),
    "entities.docx": docx(entities()),
    "broken.zip": b"PK\x03\x04" + b"\0" * 200,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + b"\0" * 400,
    "mixed.txt": REPORT.encode("utf-8") * 3 + REPORT.encode("gbk") * 3,
    "surrogates.txt": REPORT.encode("utf-8") + b"\xed\xa0\x80\xed\xa0\x80" * 10,
}
READ_ALL_THE_SAME = {
    "report.pdf": REPORT.encode("gb18030"),
    "nuls.txt": f"{REPORT}{'加强管理。' * 100}".replace("300名", "300名\0").encode(),
    "deep.txt": ("（" * 20_000 + REPORT + "）" * 20_000).encode(),
    "noname": REPORT.encode("utf-16"),
    "line.txt": ("公开招聘300名教师，" * 5_000).encode(),
}


def run(folder: Path, store: Path, place: LocalPlace | None = None, time_limit: float = 60.0) -> Archive:
    options = Options(1, retry=False, verify=False, time_limit=time_limit, size_limit=100 * MIB)
    run_batch(place or LocalPlace(str(folder)), str(store), Settings.make(), options, Progress())
    return zhreport.open_archive(store)


def accounted(archive: Archive) -> None:
    """Nothing is lost and nothing doubled: a file has rows or one error, and the error says what to do."""
    lost = archive.sql(
        "SELECT path FROM files WHERE (hash IS NOT NULL AND hash IN (SELECT hash FROM reports))::INTEGER + "
        "(SELECT count(*) FROM errors e WHERE e.raw = files.raw AND e.root = files.root) <> 1"
    )
    assert lost["path"].tolist() == []
    assert archive.sql("SELECT report FROM reports GROUP BY report HAVING count(*) > 1").empty
    assert (archive.errors["cause"].str.len() > 5).all()
    assert (archive.errors["remedy"].str.len() > 5).all()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "archive", GOOD)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "archive.duckdb"


def failed(archive: Archive) -> dict[str, tuple[str, str]]:
    return {row.path: (row.code, row.cause) for row in archive.errors.itertuples()}


def test_bad_contents(folder: Path, store: Path) -> None:
    for name, content in {**CONTENTS, **READ_ALL_THE_SAME}.items():
        (folder / name).write_bytes(content)
    archive = run(folder, store)
    accounted(archive)
    assert set(failed(archive)) == set(CONTENTS)
    assert "internal" not in {code for code, _ in failed(archive).values()}
    assert set(archive.reports["path"]) >= set(READ_ALL_THE_SAME)
    assert len(archive.reports) == GOOD + len(READ_ALL_THE_SAME)
    for name in ("protected.docx", "protected.pdf"):
        assert "protected by a password" in failed(archive)[name][1]
    nuls = archive.facts[archive.facts["doc"] == "nuls.txt"]
    assert nuls["text"].tolist() == ["300名", "561.3万元"]


def test_what_lies_in_the_folder_and_is_no_file(folder: Path, store: Path) -> None:
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        # A path for a socket is at most a hundred bytes long.
        here = os.getcwd()
        os.chdir(folder)
        listening.bind("socket")
        os.chdir(here)
        (folder / "loop").symlink_to(folder)
        (folder / "yunxi-education" / "up").symlink_to("..")
        (folder / "a").symlink_to("b")
        (folder / "b").symlink_to("a")
        (folder / "nowhere").symlink_to("missing.txt")
        (folder / "again").symlink_to("hailan-environment")
        archive = run(folder, store)
    accounted(archive)
    codes = {path: code for path, (code, _) in failed(archive).items()}
    links = dict.fromkeys(["loop", "yunxi-education/up", "a", "b", "nowhere"], "link")
    assert codes == {**links, "pipe": "special", "socket": "special"}
    assert "leads nowhere" in failed(archive)["nowhere"][1]
    assert len(archive.reports) == GOOD


def test_names_in_other_bytes(folder: Path, store: Path) -> None:
    for number, raw in enumerate(("报告2007".encode("gbk"), "報告".encode("big5"), b"\xff\xfe\x80", b"a\nb 'c\"")):
        with open(os.path.join(os.fsencode(folder), raw + b".txt"), "wb") as file:
            file.write(f"公开招聘{number + 2}00名教师。".encode())
    archive = run(folder, store)
    accounted(archive)
    own = archive.reports[archive.reports["chars"] < 50]
    assert len(own) == 4
    assert own[own["doc"] == "报告2007.txt"]["year"].tolist() == [2007]
    assert archive.errors.empty
    assert run(folder, store).runs.iloc[-1]["unchanged"] == GOOD + 4


class Vanishing(LocalPlace):
    """A folder one of whose files goes as soon as it is listed."""

    def entries(self, without: Collection[str]) -> Iterator[Entry]:
        listed = list(super().entries(without))
        os.unlink(os.path.join(self.root, "vanishes.txt"))
        return iter(listed)


def test_a_file_that_vanishes(folder: Path, store: Path) -> None:
    (folder / "vanishes.txt").write_text(REPORT, encoding="utf-8")
    archive = run(folder, store, Vanishing(str(folder)))
    accounted(archive)
    assert failed(archive) == {"vanishes.txt": ("vanished", "it was listed, but is no longer there")}
    assert run(folder, store).errors.empty


class Deadly(LocalPlace):
    """A folder with a file that ends whoever reads it."""

    def read(self, raw: bytes) -> bytes:
        if raw.startswith(b"deadly"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(raw)


def test_a_file_that_ends_its_process(folder: Path, store: Path) -> None:
    (folder / "deadly.txt").write_text(REPORT, encoding="utf-8")
    archive = run(folder, store, Deadly(str(folder)))
    accounted(archive)
    assert {path: code for path, (code, _) in failed(archive).items()} == {"deadly.txt": "died"}
    assert len(archive.reports) == GOOD


def test_a_file_that_takes_too_long(folder: Path, store: Path) -> None:
    (folder / "aaa.txt").write_text("\n".join(f"{REPORT}{i}" for i in range(60_000)), encoding="utf-8")
    archive = run(folder, store, time_limit=3.0)
    accounted(archive)
    assert failed(archive) == {"aaa.txt": ("time", "it was not done after 3 seconds")}
    assert len(archive.reports) == GOOD


def unprivileged() -> list[str]:
    """How to run a command that has no right to files that forbid it, the superuser's included."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("the superuser reads everything, and there is no setpriv to take that right away")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]


def test_what_may_not_be_read(folder: Path, store: Path) -> None:
    command = [*unprivileged(), sys.executable, "-m", "zhreport.cli", "archive", str(folder), str(store)]
    secret, closed = folder / "secret.txt", folder / "hailan-environment"
    secret.write_text(REPORT, encoding="utf-8")
    subprocess.run(command, check=True, capture_output=True)
    assert len(zhreport.open_archive(store).reports) == GOOD + 1
    secret.chmod(0)
    closed.chmod(0)
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        archive = zhreport.open_archive(store)
        codes = {path: code for path, (code, _) in failed(archive).items()}
        assert codes == {"secret.txt": "unreadable", "hailan-environment": "unreadable"}
        assert done.returncode == 1
        assert "it may not be read (Permission denied)" in done.stderr
        # What lies in the closed folder is not gone.
        assert len(archive.reports) == GOOD
    finally:
        secret.chmod(0o644)
        closed.chmod(0o755)
    subprocess.run(command, check=True, capture_output=True)
    assert zhreport.open_archive(store).errors.empty
    assert len(zhreport.open_archive(store).reports) == GOOD + 1


def test_too_large(folder: Path, store: Path) -> None:
    (folder / "large.txt").write_text(REPORT * 200, encoding="utf-8")
    archive = zhreport.extract_archive(folder, store, jobs=1, progress=False, size_limit=10_000)
    accounted(archive)
    assert failed(archive)["large.txt"][0] == "size"
    archive = zhreport.extract_archive(folder, store, jobs=1, progress=False)
    assert archive.errors.empty


@pytest.mark.slow
def test_two_hundred_megabytes(folder: Path, store: Path) -> None:
    with (folder / "huge.txt").open("w", encoding="utf-8") as file:
        for _ in range(200 * MIB // len(REPORT.encode()) + 1):
            file.write(REPORT)
    archive = run(folder, store)
    assert {path: code for path, (code, _) in failed(archive).items()} == {"huge.txt": "size"}
    assert len(archive.reports) == GOOD
    archive = zhreport.extract_archive(folder, store, jobs=1, progress=False, size_limit=400 * MIB, time_limit=2.0)
    accounted(archive)
    assert set(failed(archive)) == {"huge.txt"}
