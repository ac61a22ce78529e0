"""Write the pages that are generated from the code."""

import ast
import inspect
from dataclasses import fields
from textwrap import dedent
from typing import Any, Final

from dure.app.plugs import load
from dure.settings import ranges_of

_SECTIONS: Final = {
    "turn": "dure.engine.turn:TurnSettings",
    "session": "dure.engine.session:SessionSettings",
    "retention": "dure.trust.retention:RetentionSettings",
    "consent": "dure.trust.consent:ConsentSettings",
    "backup": "dure.watch.backup:BackupSettings",
    "breaker": "dure.engine.breaker:BreakerSettings",
    "models": "dure.engine.advice:ModelSettings",
    "telemetry": "dure.app.watch:TelemetrySettings",
    "identity": "dure.trust.identity:IdentitySettings",
    "passwords": "dure.trust.passwords:PasswordSettings",
    "gates": "dure.gateway.gates:GateSettings",
    "limits": "dure.trust.limits:LimitSettings",
    "serve": "dure.gateway.server:ServeSettings",
    "kakao": "dure.gateway.kakao_parts:KakaoSettings",
    "notices": "dure.engine.notices:NoticeSettings",
    "meals": "dure.assistants.meals.kitchen:MealsSettings",
    "meals_catalogue": "dure.assistants.meals.catalogue:CatalogueSettings",
    "meals_search": "dure.assistants.meals.search:SourceSettings",
    "meals_order": "dure.assistants.meals.choose:OrderSettings",
    "meals_card_rules": "dure.assistants.meals.card_rules:CardRuleSettings",
    "meals_money": "dure.assistants.meals.available:MoneySettings",
    "meals_sync": "dure.assistants.meals.balances:SyncSettings",
    "meals_alerts": "dure.assistants.meals.low_balance:AlertSettings",
    "meals_personal": "dure.assistants.meals.personal:PersonalSettings",
    "meals_sky": "dure.assistants.meals.skies:SkySettings",
    "erp": "dure.assistants.erp.office:ErpSettings",
    "home": "dure.assistants.home.living:HomeSettings",
    "perfume": "dure.assistants.perfume.stock:PerfumeSettings",
}
"""Section → its class, named by path: an assistant that is not lit is not loaded."""
_FORMS: Final = {
    "time": "HH:MM",
    "part_of_day": "minutes that divide a day",
    "token": "16 letters, digits and signs, or more",
}


def sections() -> dict[str, type]:
    """Return section → settings class, of everything that is settable."""
    found = {section: section_class(section) for section in _SECTIONS}
    return {section: kind for section, kind in found.items() if kind is not None}


def section_class(section: str) -> type | None:
    """Return the settings class of one section, None if there is no such section."""
    kind = load(_SECTIONS[section]) if section in _SECTIONS else None
    return kind if isinstance(kind, type) else None


def section_names() -> tuple[str, ...]:
    """Return the names of all sections; nothing is loaded."""
    return tuple(_SECTIONS)


def settings_page() -> str:
    """Return docs/settings.md: every settings class, its fields, defaults and origins."""
    lines = [
        "# Settings",
        "",
        "Generated from the `…Settings` classes (`tests/docs` holds it). A value is looked for in",
        "the environment (`DURE_MEALS_DEFAULT_PLACE`), then in the TOML file that `DURE_CONFIG`",
        'names (`[meals] default_place = "강남역"`), then in the code. `dure doctor` tells where',
        "each came from. What it may not be is refused; so is a name in the file that is none of",
        "these, and of such a name `DURE_…` a warning tells the nearest one.",
        "",
        "Outside all sections: `DURE_DATA_DIR` (default `~/.local/share/dure`),",
        "`DURE_MASTER_KEY_FILE`, `DURE_ASSISTANTS`, `DURE_CONFIG`, `DURE_DATABASE` (PostgreSQL),",
        "`DURE_SHARED` (Redis).",
    ]
    for section, kind in sections().items():
        lines += ["", f"## {section}", "", (inspect.getdoc(kind) or "").splitlines()[0], ""]
        lines += ["| name | default | may be | meaning |", "| --- | --- | --- | --- |"]
        told, ranges = _docs_of(kind), ranges_of(section)
        for field in fields(kind):
            cells = (field.name, f"`{field.default!r}`", _may_be(ranges.get(field.name)))
            lines.append(f"| {' | '.join(cells)} | {told.get(field.name, '')} |")
    return "\n".join(lines) + "\n"


def _may_be(allowed: Any) -> str:  # noqa: ANN401 - a range, or the name of a form
    """Return how a range or a form is written in the table; empty where nothing holds it."""
    if isinstance(allowed, str):
        return _FORMS[allowed]
    if not allowed:
        return ""
    return f"{allowed[0]:,} … {allowed[1]:,}" if allowed[1:] else f"{allowed[0]:,} or more"


def _docs_of(kind: type[Any]) -> dict[str, str]:
    """Return field → the string that stands under it in the source."""
    (body,) = ast.parse(dedent(inspect.getsource(kind))).body
    out: dict[str, str] = {}
    name = ""
    for part in body.body if isinstance(body, ast.ClassDef) else ():
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            name = part.target.id
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) and name:
            out[name] = " ".join(str(part.value.value).split())
            name = ""
    return out
