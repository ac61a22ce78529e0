"""What an installation does by itself: a backup where one has a place, and keys expire."""

from datetime import time

import pytest

from dure.errors import BadFile
from dure.ports.jobs import Daily
from dure.watch.backup import BackupSettings
from dure.watch.schedule import planned


async def backup() -> None:
    """Stand in for a backup."""


async def expire() -> None:
    """Stand in for deleting old keys."""


def test_without_a_place_only_keys_expire() -> None:
    jobs = planned(BackupSettings(), backup=backup, expire=expire)

    assert [job.name for job in jobs] == ["backup_keys"]


def test_a_backup_is_made_at_the_time_that_was_set() -> None:
    settings = BackupSettings(to="somewhere", at="04:15")

    jobs = planned(settings, backup=backup, expire=expire)

    assert [(job.name, job.when, job.work) for job in jobs] == [
        ("backup", Daily(time(4, 15)), backup),
        ("backup_keys", Daily(time(4, 15)), expire),
    ]


@pytest.mark.parametrize("at", ["soon", "25:00", "", "3:30am"])
def test_a_time_that_is_none_is_told(at: str) -> None:
    with pytest.raises(BadFile):
        planned(BackupSettings(at=at), backup=backup, expire=expire)
