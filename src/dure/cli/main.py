"""The command line: `dure --help` lists the verbs."""

import sys
from typing import Final

import typer

from dure.cli import care, measure, talk
from dure.cli import mask as masking
from dure.cli.backup import backup
from dure.cli.console import print_error
from dure.cli.people import keys, people
from dure.cli.privacy import privacy
from dure.cli.running import order, report
from dure.cli.serve import serve
from dure.errors import DureError

app: Final = typer.Typer(
    name="dure", help="우리말 도우미를 내 컴퓨터에서.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip
app.command()(serve)
app.command()(talk.ask)
app.command()(talk.chat)
app.command(name="eval")(measure.evaluate)
app.command()(measure.learn)
app.command()(measure.bench)
app.command(name="mask")(masking.mask_lines)
app.add_typer(people, name="people")
app.add_typer(keys, name="keys")
app.add_typer(privacy, name="privacy")
app.command()(report)
app.command()(order)
app.command()(care.doctor)
app.command()(care.fsck)
app.command()(care.replay)
app.add_typer(backup, name="backup")


def main() -> None:
    """Run the command line; errors become a sentence and an exit code."""
    try:
        app()
    except DureError as error:
        sys.exit(print_error(error, as_json="--json" in sys.argv))
