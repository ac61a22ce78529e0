"""The settings that an operator gave, and a word on those that nothing reads."""

from pathlib import Path

from dure.app.lighting import chosen_names
from dure.app.misspelt import misspelt
from dure.cli.console import err
from dure.errors import BadSetting
from dure.settings import Settings, from_environment


def given_settings() -> Settings:
    """Return the settings of this process; a name that nothing reads is told on standard error.

    Raises BadSetting for such a name in the settings file, where it can be nothing else's, and
    UnknownAssistant for a name of DURE_ASSISTANTS that is not installed.
    """
    settings = from_environment()
    for finding in misspelt(settings):
        if finding.state == "problem":
            file = Path(settings.environment()["DURE_CONFIG"]).name
            raise BadSetting(file=file, why=finding.says)
        err.print(finding.says, markup=False)
    chosen_names(named_assistants(settings))
    return settings


def named_assistants(settings: Settings, given: str = "") -> list[str]:
    """Return the names of what is to be lit, as the settings or somebody by hand gave them."""
    named = given or settings.text("assistants")
    return [name.strip() for name in named.split(",") if name.strip()]
