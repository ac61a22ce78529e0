"""Write the pages that are generated from the code."""

import inspect
from dataclasses import fields
from textwrap import dedent
from typing import Any, Final

from dure.assistants.erp.office import ErpSettings
from dure.assistants.home.living import HomeSettings
from dure.assistants.meals.choose import OrderSettings
from dure.assistants.meals.kitchen import MealsSettings
from dure.assistants.perfume.stock import PerfumeSettings
from dure.engine.breaker import BreakerSettings
from dure.engine.session import SessionSettings
from dure.engine.turn import TurnSettings
from dure.trust.retention import RetentionSettings

SECTIONS: Final[dict[str, type]] = {
    "turn": TurnSettings,
    "session": SessionSettings,
    "retention": RetentionSettings,
    "breaker": BreakerSettings,
    "meals": MealsSettings,
    "meals_order": OrderSettings,
    "erp": ErpSettings,
    "home": HomeSettings,
    "perfume": PerfumeSettings,
}


def settings_page() -> str:
    """Return docs/settings.md: every settings class, its fields, defaults and origins."""
    lines = [
        "# Settings",
        "",
        "Generated from the `…Settings` classes (`tests/docs` holds it). A value is looked for in",
        "the environment (`DURE_MEALS_DEFAULT_PLACE`), then in the TOML file that `DURE_CONFIG`",
        'names (`[meals] default_place = "강남역"`), then in the code. `dure doctor` tells where',
        "each came from.",
        "",
        "Outside all sections: `DURE_DATA_DIR` (default `~/.local/share/dure`),",
        "`DURE_MASTER_KEY_FILE`, `DURE_ASSISTANTS`, `DURE_CONFIG`.",
    ]
    for section, kind in SECTIONS.items():
        lines += ["", f"## {section}", "", (inspect.getdoc(kind) or "").splitlines()[0], ""]
        lines += ["| name | default | meaning |", "| --- | --- | --- |"]
        told = _docs_of(kind)
        for field in fields(kind):
            default = f"`{field.default!r}`"
            lines.append(f"| {field.name} | {default} | {told.get(field.name, '')} |")
    return "\n".join(lines) + "\n"


def _docs_of(kind: type[Any]) -> dict[str, str]:
    """Return field → the string that stands under it in the source."""
    out: dict[str, str] = {}
    name = ""
    for line in dedent(inspect.getsource(kind)).splitlines():
        stripped = line.strip()
        if stripped.startswith('"""') and name:
            out[name] = stripped.strip('"')
            name = ""
        elif ":" in stripped and "=" in stripped and not stripped.startswith(("@", "class", '"')):
            name = stripped.partition(":")[0]
    return out
