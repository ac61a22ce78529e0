"""Show how far long work is: a bar on a terminal, else plain lines."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

_LINES: Final = 10
"""Plain lines of one piece of work."""
_WORTH_A_LINE: Final = 1_000
"""What has fewer parts is over before anybody reads a line."""


@contextmanager
def loading(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Yield what is told (what is worked on, how far it is, how far it will be).

    Where the last is negative, the first is a line that is shown as it is.
    Nothing is shown before it is told of something.
    """
    if not console.is_terminal:
        yield _Lines(console).told
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console)
    tasks = {}

    def told(what: str, done: int, whole: int) -> None:
        if whole < 0:
            console.print(what, markup=False, highlight=False)
            return
        if what not in tasks:
            bar.start()
            tasks[what] = bar.add_task(what, total=whole)
        bar.update(tasks[what], completed=done, total=whole)

    try:
        yield told
    finally:
        if tasks:
            bar.stop()


@contextmanager
def stepping(console: Console) -> Iterator[Callable[[str, float], None]]:
    """Yield what is told (what is done now, the share of all work that is over, 0 to 1)."""
    if not console.is_terminal:
        lines = _Lines(console)
        yield lambda what, share: lines.step(what, share)
        return
    with Progress(console=console) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, completed=share, description=what)


class _Lines:
    """A line for each tenth of a piece of work, and for each step."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: dict[str, int] = {}
        self._step = ("", -1)

    def told(self, what: str, done: int, whole: int) -> None:
        if whole < 0:
            self._console.print(what, markup=False, soft_wrap=True)
        if whole < _WORTH_A_LINE:
            return
        tenth = done * _LINES // whole
        if tenth > self._shown.get(what, 0):
            self._shown[what] = tenth
            self._console.print(f"{what} {done:,}/{whole:,}", markup=False)

    def step(self, what: str, share: float) -> None:
        """Print a line where something else is done, or a tenth more is over."""
        if (step := (what, int(share * _LINES))) != self._step:
            self._step = step
            self._console.print(f"{what} {share:.0%}", markup=False)
