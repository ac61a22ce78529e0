"""What stays in memory stands in large pages, and is what it was."""

import re
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.app.large_pages import stretches, use_large_pages

LARGE: Final = 2 * 1024 * 1024
ENABLED: Final = Path("/sys/kernel/mm/transparent_hugepage/enabled")
OURS: Final = Path("/proc/self/smaps_rollup")


@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(1, 2**26)), max_size=8))
def test_only_whole_pages_within_the_memory_are_asked_for(regions: list[tuple[int, int]]) -> None:
    maps = "\n".join(f"{at:x}-{at + size:x} rw-p 00000000 00:00 0 " for at, size in regions)

    asked = list(stretches(maps))

    for start, size in asked:
        assert start % LARGE == size % LARGE == 0 < size
        assert any(at <= start and start + size <= at + length for at, length in regions)
    whole = [(at + length) // LARGE - -(-at // LARGE) for at, length in regions]
    assert sum(size for _, size in asked) == sum(max(0, pages) for pages in whole) * LARGE


@pytest.mark.parametrize(
    "line",
    [
        "7f0000000000-7f0000800000 r-xp 00000000 00:00 0",
        "7f0000000000-7f0000800000 rw-p 00000000 fd:01 1234 /usr/lib/x.so",
        "7f0000000000-7f0000800000 rw-p 00000000 00:00 0 [stack]",
        "7f0000000000-7f0000800000 rw-s 00000000 00:05 9 /dev/zero (deleted)",
        "no line at all",
    ],
)
def test_code_files_and_the_stack_are_left_alone(line: str) -> None:
    assert list(stretches(line)) == []


def large_kb() -> int:
    found = re.search(r"AnonHugePages:\s+(\d+)", OURS.read_text())
    return int(found[1]) if found else 0


@pytest.mark.skipif(
    sys.platform != "linux" or not ENABLED.exists() or "[never]" in ENABLED.read_text(),
    reason="this system has no large pages",
)
def test_what_stays_stands_in_large_pages_and_is_what_it_was() -> None:
    kept = bytearray(range(256)) * (64 * LARGE // 2048)
    before = large_kb()

    use_large_pages()

    assert kept == bytearray(range(256)) * (64 * LARGE // 2048)
    assert large_kb() >= max(before, len(kept) // 1024 // 2)


def test_a_system_that_tells_nothing_of_its_memory_is_left_alone(tmp_path: Path) -> None:
    use_large_pages(tmp_path / "maps")
