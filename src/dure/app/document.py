"""Write the pages that are generated from the code."""

import ast
import inspect
from dataclasses import fields
from textwrap import dedent
from typing import Any, Final

from dure.app.plugs import load

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


def sections() -> dict[str, type]:
    """Return section → settings class, of everything that is settable."""
    found: dict[str, type] = {}
    for section, path in _SECTIONS.items():
        kind = load(path)
        if isinstance(kind, type):
            found[section] = kind
    return found


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
        "`DURE_MASTER_KEY_FILE`, `DURE_ASSISTANTS`, `DURE_CONFIG`, `DURE_DATABASE` (PostgreSQL),",
        "`DURE_SHARED` (Redis).",
    ]
    for section, kind in sections().items():
        lines += ["", f"## {section}", "", (inspect.getdoc(kind) or "").splitlines()[0], ""]
        lines += ["| name | default | meaning |", "| --- | --- | --- |"]
        told = _docs_of(kind)
        for field in fields(kind):
            default = f"`{field.default!r}`"
            lines.append(f"| {field.name} | {default} | {told.get(field.name, '')} |")
    return "\n".join(lines) + "\n"


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
