"""`dure backup`: what it prints, what it takes for a key, and what a kill leaves behind."""

import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import apsw
import pytest
from tests.app.big_log import make_folder

from dure.cli.main import main
from dure.kernel.clock import StillClock

DURE: Final = (sys.executable, "-m", "dure", "backup")
LATE_S: Final = 60
MANY: Final = 40_000
Capture = pytest.CaptureFixture[bytes]


class Folders:
    """A data folder, its backup, and a command line that knows the data folder alone."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: Capture) -> None:
        self.data, self.backup, self.new = folder / "data", folder / "backup", folder / "new"
        self.patch, self.capture = patch, capture
        for name in [name for name in os.environ if name.startswith("DURE_")]:
            patch.delenv(name)
        patch.setenv("DURE_DATA_DIR", str(self.data))
        patch.chdir(folder)

    def run(self, *words: str, said: str = "") -> tuple[int, str, str]:
        """Run `dure backup` here and return its exit code and what it printed."""
        typed = io.TextIOWrapper(io.BytesIO(said.encode()), encoding="utf-8")
        self.patch.setattr(sys, "argv", ["dure", "backup", *words])
        self.patch.setattr(sys, "stdin", typed)
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = self.capture.readouterr()
        return code, out.decode(), err.decode()

    def json(self, *words: str, said: str = "") -> dict[str, Any]:
        """Run it and return the one JSON object that it printed and nothing else."""
        _, out, err = self.run(*words, "--json", said=said)
        answer: dict[str, Any] = json.loads(out)
        assert (out.count("\n"), err) == (1, "")
        return answer

    def create(self) -> dict[str, Any]:
        """Make a backup."""
        return self.json("create", "--to", str(self.backup))

    def restore(self, key: str, *more: str) -> dict[str, Any]:
        """Restore it."""
        return self.json("restore", str(self.backup), "--to", str(self.new), *more, said=key)

    def killed(self, words: tuple[str, ...], when: Callable[[], bool], *, said: str = "") -> None:
        """Start it and kill it as soon as something is so."""
        process = subprocess.Popen(
            [*DURE, *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        assert process.stdin is not None
        process.stdin.write(said.encode())
        process.stdin.close()
        late = time.monotonic() + LATE_S
        while not when():
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < late
        process.send_signal(signal.SIGKILL)
        process.wait()


def files(folder: Path) -> int:
    return len(list(folder.glob("[!.]*")))


@pytest.fixture
async def folders(
    tmp_path: Path,
    clock: StillClock,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Folders:
    """A data folder of 50 events."""
    made = Folders(tmp_path, monkeypatch, capsysbinary)
    await make_folder(made.data, 50, clock)
    return made


@pytest.fixture
async def many(folders: Folders, clock: StillClock) -> Folders:
    """A data folder of four segments."""
    shutil.rmtree(folders.data)
    await make_folder(folders.data, MANY, clock)
    return folders


def test_a_person_is_shown_the_key_once_and_told_to_write_it_down(folders: Folders) -> None:
    code, out, _ = folders.run("create", "--to", str(folders.backup))
    again = folders.run("create", "--to", str(folders.backup))

    assert (code, again[0]) == (0, 0)
    assert "복구 열쇠" in out
    assert "복구 열쇠예요" not in again[1]
    typed = "".join(line for line in out.splitlines() if line.startswith("    "))
    assert folders.restore(typed)["events"] == 50


def test_a_key_typed_with_forgivable_slips_is_taken(folders: Folders) -> None:
    key = folders.create()["recovery_key"]

    restored = folders.restore(key.lower().replace("0", "o").replace("1", "l").replace("-", " "))

    assert (restored["events"], restored["keys_expired"]) == (50, False)


def test_a_wrong_group_is_told_by_its_number(folders: Folders) -> None:
    groups = folders.create()["recovery_key"].split("-")
    groups[6] = ("1" if groups[6][0] == "0" else "0") + groups[6][1:]

    error = folders.restore("-".join(groups))["error"]

    assert error["code"] == "bad_recovery_key"
    assert "7번째" in error["detail"]
    assert not folders.new.exists()


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (("create",), 2, "bad_setting"),
        (("verify",), 2, "bad_setting"),
        (("restore", "none", "--to", "new"), 2, "bad_recovery_key"),
    ],
)
def test_a_mistake_is_a_code_and_a_korean_sentence(
    folders: Folders, words: tuple[str, ...], code: int, name: str
) -> None:
    ran = folders.run(*words)

    assert (ran[0], ran[2].split()[0]) == (code, name)
    assert "Traceback" not in ran[2]


def test_a_key_is_never_an_argument(folders: Folders) -> None:
    for verb in ("verify", "restore"):
        assert "--key" not in folders.run(verb, "--help")[1]


def test_progress_is_told_in_plain_lines(many: Folders) -> None:
    key = many.create()["recovery_key"]

    code, out, err = many.run("restore", str(many.backup), "--to", str(many.new), said=key)

    assert (code, "40,000건" in out) == (0, True)
    assert "되살리기 40,000/40,000" in err


def test_verify_proves_the_backup_and_says_so(folders: Folders) -> None:
    key = folders.create()["recovery_key"]
    folders.patch.setenv("DURE_BACKUP_TO", str(folders.backup))

    code, out, _ = folders.run("verify", said=key)

    assert code == 0
    assert "1번째 백업은 온전해요. 기록 50건" in out


def test_verify_fails_where_what_was_restored_is_not_whole(folders: Folders) -> None:
    db = apsw.Connection(str(folders.data / "keys.db"))
    db.execute("DELETE FROM keys WHERE key_id LIKE '%person-000000%'")
    db.close()
    key = folders.create()["recovery_key"]

    code, out, _ = folders.run("verify", str(folders.backup), said=key)

    assert (code, "10건" in out) == (1, True)
    assert not (folders.backup / "verified").exists()


def test_a_key_typed_on_a_terminal_is_not_shown(folders: Folders) -> None:
    key = folders.create()["recovery_key"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*DURE, "restore", str(folders.backup), "--to", str(folders.new)],
        preexec_fn=lambda: os.login_tty(theirs),
    )
    os.close(theirs)

    seen = b""
    with suppress(OSError):  # The terminal is gone once the process is.
        while data := os.read(ours, 4096):
            seen += data
            if seen.decode(errors="replace").endswith("복구 열쇠: "):
                os.write(ours, key.encode() + b"\n")
    os.close(ours)

    assert process.wait(LATE_S) == 0
    shown = seen.decode()
    assert key not in shown
    assert "되살렸어요" in shown
    assert "50/50" in shown


def test_a_restore_after_the_keys_expired_says_so(folders: Folders) -> None:
    folders.patch.setenv("DURE_BACKUP_KEY_BACKUP_DAYS", "0")
    key = folders.create()["recovery_key"]

    code, out, _ = folders.run("restore", str(folders.backup), "--to", str(folders.new), said=key)

    assert (code, "기한이 지나서" in out) == (0, True)


@pytest.mark.parametrize("segments", [1, 3])
def test_a_create_killed_in_the_middle_leaves_the_backup_before(
    many: Folders, segments: int
) -> None:
    # Another size of segments: all are written anew, and it is killed while they are.
    key = many.create()["recovery_key"]
    stands = many.backup / "segments"
    before = files(stands)
    many.patch.setenv("DURE_BACKUP_SEGMENT_EVENTS", "9000")

    many.killed(("create", "--to", str(many.backup)), lambda: files(stands) >= before + segments)

    assert many.restore(key)["generation"] == 1
    many.patch.delenv("DURE_BACKUP_SEGMENT_EVENTS")
    made = many.create()
    assert (made["generation"], made["events"], files(stands)) == (2, MANY, 4)


def test_a_restore_killed_in_the_middle_begins_anew(many: Folders) -> None:
    key = many.create()["recovery_key"]
    half = many.new.with_name("new.restoring")

    many.killed(
        ("restore", str(many.backup), "--to", str(many.new)),
        lambda: (half / "events.db").exists(),
        said=key,
    )

    assert not many.new.exists()
    assert many.restore(key)["events"] == MANY
    assert not half.exists()


@pytest.fixture
def small_disk(folders: Folders) -> Iterator[Path]:
    """A disk of 24 KiB where the backup goes."""
    place = folders.backup
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_the_key_is_not_lost(folders: Folders, small_disk: Path) -> None:
    code, out, err = folders.run("create", "--to", str(small_disk))

    assert (code, err.split()[0]) == (1, "storage_full")
    typed = "".join(line for line in out.splitlines() if line.startswith("    "))
    folders.backup = folders.backup.with_name("roomy")
    assert "recovery_key" not in folders.create()
    assert folders.restore(typed)["events"] == 50
