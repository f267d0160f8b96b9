"""Archives: every file in them once, within limits, whatever the archive says of itself."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from zhreport.errors import SourceError
from zhreport.readers import LIMITS, Limits, members, members_of, read_bytes, read_text

TEXT = "青溪县教育局2007年招聘教师300名。"
FIXTURES = Path("tests/fixtures/readers")


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def read_all(data: bytes, name: str, limits: Limits = LIMITS) -> dict[str, str]:
    """The text of each member, or why it has none."""
    found = {}
    for member in members_of(io.BytesIO(data), name, limits):
        try:
            if member.error is not None:
                raise member.error
            found[member.name] = read_bytes(member.data or b"", member.name, limits=limits).text
        except SourceError as error:
            found[member.name] = error.reason
    return found


def test_archives_of_all_kinds_in_each_other(tmp_path: Path) -> None:
    files = {
        "2007/总结.txt": TEXT.encode("gbk"),
        "rich.docx": (FIXTURES / "rich.docx").read_bytes(),
        "旧.tar.gz": tarred({"a.txt": TEXT.encode(), "b/c.txt.bz2": bz2.compress(TEXT.encode("utf-16"))}, "w:gz"),
    }
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(files))
    texts = {member.name.removeprefix(str(path)): member for member in members(path)}
    assert list(texts) == [
        "!/2007/总结.txt",
        "!/rich.docx",
        "!/旧.tar.gz!/旧.tar!/a.txt",
        "!/旧.tar.gz!/旧.tar!/b/c.txt.bz2",
    ]
    deeper = Limits(depth=5)
    texts = {member.name.removeprefix(str(path)): member for member in members(path, deeper)}
    last = texts["!/旧.tar.gz!/旧.tar!/b/c.txt.bz2!/c.txt"]
    assert read_bytes(last.data or b"", last.name).text == TEXT


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt.gz", gzip.compress(TEXT.encode())),
        ("a.txt.bz2", bz2.compress(TEXT.encode())),
        ("a.txt.xz", lzma.compress(TEXT.encode())),
        ("a.zip", zipped({"folder/a.txt": TEXT.encode(), "__MACOSX/._a.txt": b"\0", "Thumbs.db": b"\0"})),
        ("a.tar", tarred({"a.txt": TEXT.encode()})),
        ("a.tgz", tarred({"a.txt": TEXT.encode()}, "w:gz")),
    ],
)
def test_an_archive_of_one_file_is_read_as_it(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert read_text(path).text == TEXT


def test_an_archive_of_several_reports_is_not_one_report() -> None:
    with pytest.raises(SourceError, match="an archive of several reports"):
        read_bytes(zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}), "a.zip")
    with pytest.raises(SourceError, match=r"the file in it, b\.dat: it is a binary file"):
        read_bytes(zipped({"b.dat": bytes(range(256)) * 9}), "a.zip")
    with pytest.raises(SourceError, match="an archive without a file in it"):
        read_bytes(zipped({}), "a.zip")


def test_documents_are_no_archives() -> None:
    path = FIXTURES / "rich.docx"
    assert [member.name for member in members(path)] == [str(path)]
    assert read_bytes(path.read_bytes(), "renamed.zip").format == "a Word document"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5"])
def test_names_in_the_code_page_of_their_writer(encoding: str) -> None:
    name = "教育局年度工作報告.txt" if encoding == "big5" else "教育局年度工作总结报告.txt"
    raw = name.encode(encoding)
    data = zipped({"x" * len(raw): TEXT.encode()}).replace(b"x" * len(raw), raw)
    assert list(read_all(data, "a.zip")) == [f"a.zip!/{name}"]


def test_names_in_bytes_in_a_tar_archive() -> None:
    raw = "教育局.txt".encode("gbk")
    name = raw.decode("utf-8", "surrogateescape")
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"abc"))
    assert list(read_all(stream.getvalue(), "a.tar")) == ["a.tar!/教育局.txt"]


def test_names_that_lead_out_are_only_names(tmp_path: Path) -> None:
    found = read_all(zipped({"../../evil.txt": TEXT.encode(), "/etc/x.txt": TEXT.encode()}), "a.zip")
    assert found == {"a.zip!/../../evil.txt": TEXT, "a.zip!//etc/x.txt": TEXT}
    assert list(tmp_path.parent.rglob("evil.txt")) == []


def test_links_in_a_tar_archive_hold_nothing() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            entry = tarfile.TarInfo("link")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    assert read_all(stream.getvalue(), "a.tar") == {}


def test_a_protected_member_does_not_hide_the_others() -> None:
    data = bytearray(zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}, zipfile.ZIP_STORED))
    data[data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02")) + 8] |= 1
    found = read_all(bytes(data), "a.zip")
    assert found == {"a.zip!/a.txt": "it is protected by a password", "a.zip!/b.txt": TEXT}


def test_a_damaged_member_does_not_hide_the_others() -> None:
    data = zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}, zipfile.ZIP_STORED).replace(
        TEXT.encode(), b"x" * 50, 1
    )
    found = read_all(data[: len(data)], "a.zip")
    assert found["a.zip!/a.txt"].startswith("it is damaged (")
    cut = tarred({"a.txt": TEXT.encode(), "b.txt": TEXT.encode() * 400})
    found = read_all(cut[:3000], "a.tar")
    assert found["a.tar!/a.txt"] == TEXT
    assert found["a.tar"].startswith("it is truncated or damaged")
    found = read_all(gzip.compress(TEXT.encode() * 99)[:-12], "a.txt.gz")
    assert found["a.txt.gz"].startswith("it is truncated or damaged")


def test_bombs() -> None:
    limits = Limits(file_bytes=1_000_000, unpacked_bytes=2_500_000, members=6)
    bomb = zipped({"bomb.txt": bytes(5_000_000), "a.txt": TEXT.encode()})
    assert len(bomb) < 10_000
    found = read_all(bomb, "a.zip", limits)
    assert found == {"a.zip!/bomb.txt": "it unpacks to 5 MiB, more than the limit", "a.zip!/a.txt": TEXT}
    packed = read_all(gzip.compress(bytes(5_000_000)), "a.gz", limits)
    assert packed == {"a.gz": "it unpacks to more than 977 KiB"}
    many = read_all(zipped({f"{i}.txt": b"a" * 900_000 for i in range(5)}), "a.zip", limits)
    assert many["a.zip"] == "it unpacks to more than the limit for archives"
    crowd = read_all(zipped({f"{i}.txt": b"abc" for i in range(9)}), "a.zip", limits)
    assert (len(crowd), crowd["a.zip"]) == (7, "it holds more files than the limit for archives")


def test_sizes_that_lie() -> None:
    data = bytearray(zipped({"a.txt": b"a" * 100_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    found = read_all(bytes(data), "a.zip")
    assert all(len(text) < 200 for text in found.values())


def test_archives_in_archives_end() -> None:
    data = TEXT.encode()
    for _ in range(30):
        data = gzip.compress(data)
    ((name, reason),) = read_all(data, "a.gz").items()
    assert (name.count("!/"), reason) == (3, "it is an archive in 3 archives")
