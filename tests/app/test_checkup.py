"""An installation is looked at from outside: each part is well, worth a word, or wrong."""

import errno
import os
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from dure.app.checkup import Finding, free_mib, look_around
from dure.kernel.clock import SEOUL, Clock, StillClock, SystemClock
from dure.kernel.data import read_toml
from dure.settings import Settings
from dure.watch.manifest import MANIFEST, VERIFIED

NOW: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as an installation makes it."""
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    key = made / "master.key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o600)
    (made / "events.db").write_bytes(b"")
    os.utime(made / "events.db", (NOW.timestamp(), NOW.timestamp()))
    return made


def found(folder: Path, check: str, clock: Clock | None = None, **given: str) -> Finding:
    settings = Settings({f"DURE_{name.upper()}": value for name, value in given.items()})
    findings = look_around(settings, folder, clock or StillClock(NOW))
    [one] = [finding for finding in findings if finding.check == check]
    return one


def state(finding: Finding) -> tuple[str, str]:
    return finding.state, finding.word


def test_a_whole_installation_has_no_problem(folder: Path) -> None:
    findings = look_around(Settings({}), folder, SystemClock())

    assert [one.check for one in findings if one.state == "problem"] == []
    assert all("{" not in one.says for one in findings)


def test_an_installation_that_is_not_there_yet_has_no_problem(tmp_path: Path) -> None:
    findings = look_around(Settings({}), tmp_path / "not" / "yet", StillClock(NOW))

    assert [one.check for one in findings if one.state == "problem"] == []
    assert free_mib(tmp_path / "not" / "yet") > 0


def test_a_folder_that_others_may_open_is_told(folder: Path) -> None:
    folder.chmod(0o755)

    assert state(found(folder, "folder")) == ("warning", "")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_a_problem(folder: Path, mode: int) -> None:
    (folder / "master.key").chmod(mode)

    assert state(found(folder, "master_key")) == ("problem", "")


def test_a_key_that_is_gone_while_there_is_a_log_is_a_problem(folder: Path) -> None:
    (folder / "master.key").unlink()

    assert state(found(folder, "master_key")) == ("problem", "lost")


def test_a_key_of_another_length_is_a_problem(folder: Path) -> None:
    (folder / "master.key").write_bytes(b"short")

    assert state(found(folder, "master_key")) == ("problem", "broken")


def test_a_key_elsewhere_is_looked_at_where_it_is(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "key"
    elsewhere.write_bytes(b"k" * 32)
    elsewhere.chmod(0o644)

    finding = found(folder, "master_key", master_key_file=str(elsewhere))

    assert state(finding) == ("problem", "")


def test_a_clock_that_went_back_is_a_problem(folder: Path) -> None:
    later = NOW.timestamp() + 3600
    os.utime(folder / "events.db", (later, later))

    finding = found(folder, "clock")

    assert (state(finding), finding.facts["behind_s"]) == (("problem", ""), 3600)


def test_a_clock_that_was_never_set_is_a_problem(folder: Path) -> None:
    finding = found(folder, "clock", StillClock(datetime(1970, 1, 1, tzinfo=SEOUL)))

    assert (state(finding), "1970" in finding.says) == (("problem", "wrong"), True)


def test_the_disk_is_measured_by_writing_to_it(folder: Path) -> None:
    before = sorted(folder.iterdir())

    finding = found(folder, "sync")

    assert float(finding.facts["took_ms"]) >= 0
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EROFS, "refused"), (5, "refused")],
)
def test_a_disk_that_takes_nothing_is_a_problem_and_no_crash(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fdatasync", refuse)

    finding = found(folder, "sync")

    assert state(finding) == ("problem", word)
    assert str(folder) not in finding.says


@pytest.mark.parametrize(
    ("hours", "days", "told"),
    [
        (2, 1, ("ok", "")),
        (25, 7, ("ok", "")),
        (27, 1, ("warning", "")),
        (2, 9, ("warning", "unverified")),
        (2, None, ("warning", "unverified")),
    ],
)
def test_a_backup_is_told_by_its_age_and_that_of_its_trial(
    folder: Path, tmp_path: Path, hours: int, days: int | None, told: tuple[str, str]
) -> None:
    written(tmp_path / MANIFEST, NOW.timestamp() - hours * 3600)
    if days is not None:
        written(tmp_path / VERIFIED, NOW.timestamp() - days * 86400)

    finding = found(folder, "backup", backup_to=str(tmp_path))

    assert (state(finding), finding.facts["hours"]) == (told, hours)
    assert f"{hours}시간" in finding.says


def written(path: Path, at: float) -> None:
    path.write_bytes(b"x")
    os.utime(path, (at, at))


def test_no_backup_and_no_place_for_one_are_told_apart(folder: Path, tmp_path: Path) -> None:
    none_yet = found(folder, "backup", backup_to=str(tmp_path))

    assert [state(found(folder, "backup")), state(none_yet)] == [
        ("warning", "none"), ("warning", "absent")
    ]  # fmt: skip


def test_every_sentence_is_korean() -> None:
    sentences = read_toml("dure.app", "checkup.ko.toml")

    told = [said for part in sentences.values() for said in part.values()]
    assert len(told) > 25
    assert [said for said in told if not any("가" <= letter <= "힣" for letter in said)] == []
