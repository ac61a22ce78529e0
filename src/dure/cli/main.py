"""The command line: `dure --help` lists the verbs."""

import sys
from typing import Final

import typer
from typer import rich_utils
from typer._click.exceptions import NoArgsIsHelpError, UsageError

from dure.cli import care, measure, talk
from dure.cli import mask as masking
from dure.cli.backup import backup
from dure.cli.console import FAILED, WRONG_USAGE, err, print_error
from dure.cli.people import keys, people
from dure.cli.privacy import privacy
from dure.cli.running import order, report
from dure.cli.serve import serve
from dure.cli.usage import said, told_of_usage
from dure.errors import DureError

# The frames of `--help` have no other way to be named.
rich_utils.OPTIONS_PANEL_TITLE = said("options")
rich_utils.ARGUMENTS_PANEL_TITLE = said("arguments")
rich_utils.COMMANDS_PANEL_TITLE = said("commands")

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
        code = app(standalone_mode=False)
    except DureError as error:
        code = print_error(error, as_json="--json" in sys.argv)
    except NoArgsIsHelpError as error:
        error.show()
        code = WRONG_USAGE
    except UsageError as error:
        err.print(told_of_usage(error), markup=False)
        code = WRONG_USAGE
    except typer.Abort:
        err.print(f"\n{said('stopped')}")
        code = FAILED
    sys.exit(code or 0)
