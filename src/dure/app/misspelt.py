"""Find what an operator gave that nothing reads: settings whose names were misspelt.

In the environment other programs may have names of their own that look like ours: there it is a
warning. In the settings file nothing else has its place: there it is a problem.
"""

from collections.abc import Iterable
from dataclasses import fields
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Final

from dure.app.checkup import Finding, State
from dure.app.document import section_class, section_names
from dure.app.lighting import GROUP
from dure.settings import Settings

_OUTSIDE: Final = ("data_dir", "master_key_file", "assistants", "config", "database", "shared")
"""What stands outside all sections."""
_APART: Final = ("DURE_TEST_", "DURE_BENCH_")
"""How names begin that only tests and measurements read."""
_CHECK: Final = "misspelt"


def misspelt(settings: Settings) -> list[Finding]:
    """Return what is given and read by nobody, with the nearest right name; no value is shown."""
    variables = [name for name in settings.variables() if not _is_read(name)]
    found = [_found(name, _variables(), state="warning") for name in variables]
    for section, name in settings.entries():
        if section not in (*section_names(), "") and not _is_elsewhere(section):
            found.append(_found(f"[{section}]", [f"[{s}]" for s in section_names()]))
        elif name not in _names_of(section) and not _is_elsewhere(section):
            near = [_written(section, one) for one in _names_of(section)]
            found.append(_found(_written(section, name), near))
    return list({finding.facts["name"]: finding for finding in found}.values())


def _found(name: str, near: Iterable[str], state: State = "problem") -> Finding:
    meant = get_close_matches(name, list(near), n=1, cutoff=0.75)
    facts = {"name": name[:80], "nearest": meant[0] if meant else ""}
    return Finding(check=_CHECK, state=state, word="near" if meant else "far", facts=facts)


def _is_read(variable: str) -> bool:
    """Whether a variable is a setting; only the classes of the sections it may be in are loaded."""
    if variable.startswith(_APART):
        return True
    name = variable.removeprefix("DURE_").lower()
    sections = [one for one in section_names() if name.startswith(f"{one}_")]
    known = (f"{section}_{one}" for section in sections for one in _names_of(section))
    return name in _OUTSIDE or name in known or _is_elsewhere(name)


def _is_elsewhere(name: str) -> bool:
    """Whether a name belongs to an assistant that was installed from elsewhere."""
    others = entry_points(group=GROUP).names - set(section_names())
    return any(f"{name}_".startswith(f"{other}_") for other in others)


def _names_of(section: str) -> tuple[str, ...]:
    kind = section_class(section)
    return tuple(field.name for field in fields(kind)) if kind else _OUTSIDE


def _written(section: str, name: str) -> str:
    return f"[{section}] {name}" if section else name


def _variables() -> list[str]:
    sections = [(section, name) for section in section_names() for name in _names_of(section)]
    return [
        "_".join(("DURE", *filter(None, names))).upper()
        for names in (*sections, *(("", name) for name in _OUTSIDE))
    ]
