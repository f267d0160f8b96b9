"""What only an office suite reads (RTF, OpenDocument, Word 95, Works): LibreOffice turns it into Word's format."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from zhreport.readers import docx
from zhreport.readers.source import LIMITS, Content, Limits, UnreadableError

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_OLE = b"\xd0\xcf\x11\xe0"
_SAVE = "save it as .docx or .txt in its program"
_REMEDY = "install LibreOffice, which is then used by itself, or save it as .docx or .txt in its program"


def _program() -> str | None:
    """Where LibreOffice is installed."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    return found or next((path for path in _PLACES if Path(path).exists()), None)


def is_installed() -> bool:
    """Whether LibreOffice is on this machine."""
    return _program() is not None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the program with all that it started."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _check_whole(data: bytes) -> None:
    """Spares LibreOffice an old Office document whose own table of contents is lost."""
    import olefile

    try:
        olefile.OleFileIO(BytesIO(data)).close()
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise UnreadableError(f"it is truncated or damaged ({error})", "copy or download it again") from None


def _suffix(data: bytes) -> str:
    return ".rtf" if data.lstrip().startswith(b"{\\rtf") else ".odt" if data.startswith(b"PK") else ".doc"


def read(data: bytes, _encoding: str | None = None, limits: Limits = LIMITS) -> Content:
    """The text of a document by way of LibreOffice.

    Raises:
        UnreadableError: LibreOffice is not installed, does not read it, or takes too long.
    """
    if data.startswith(_OLE):
        _check_whole(data)
    program = _program()
    if program is None:
        raise UnreadableError("reading it takes LibreOffice, which is not installed", _REMEDY)
    with tempfile.TemporaryDirectory(prefix="zhreport-") as folder:
        place = Path(folder)
        source = place / f"document{_suffix(data)}"
        source.write_bytes(data)
        # Each run has its own profile: two cannot share one.
        command = [
            program, "--headless", "--norestore", f"-env:UserInstallation={(place / 'profile').as_uri()}",
            "--convert-to", "docx:Office Open XML Text", "--outdir", str(place / "out"), str(source),
        ]  # fmt: skip
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        try:
            process.communicate(timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            _stop(process)
            raise UnreadableError(f"LibreOffice did not read it in {limits.seconds:g} seconds", _SAVE) from None
        except BaseException:
            _stop(process)
            raise
        made = place / "out" / "document.docx"
        if not made.is_file():
            raise UnreadableError("LibreOffice does not read it: it is damaged or protected", _SAVE)
        return docx.read(made.read_bytes(), None, limits)
