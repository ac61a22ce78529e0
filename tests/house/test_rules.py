"""The rules of the house that no linter sees."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dure import errors
from dure.errors import DureError
from dure.korean.messages import sentence, sentence_for

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "dure"
MODULES = sorted(p for p in SRC.rglob("*.py") if p.name != "__init__.py")
OUTER = ("embedded", "adapters", "gateway", "cli", "app", "settings.py", "__main__.py")
TOUCHING = {"write_text", "write_bytes", "unlink", "mkdir", "is_file", "exists", "iterdir"}
VAGUE = ("util", "helper", "common", "misc", "manager", "_v2", "_new", "advanced_", "real_")
# Modules whose behaviour is tested under another name, and where.
TESTED_ELSEWHERE = {
    "__main__.py": "cli/test_main.py",
    "cli/console.py": "cli/test_main.py",
    "cli/care.py": "cli/test_main.py",
    "cli/measure.py": "cli/test_main.py",
    "cli/talk.py": "cli/test_main.py",
    "cli/serve.py": "gateway/test_server.py",
    "cli/operator.py": "cli/test_people.py",
    "app/door.py": "gateway/test_server.py",
    "app/kakao.py": "gateway/test_kakao.py",
    "app/lighting.py": "app/test_wire.py",
    "embedded/fanout.py": "ports/test_fanout.py",
    "embedded/weather.py": "ports/test_weather.py",
    "engine/course.py": "app/test_lessons.py",
    "engine/naming.py": "engine/test_turn.py",
    "engine/record.py": "engine/test_turn.py",
    "gateway/door.py": "gateway/test_gates.py",
    "gateway/pages.py": "gateway/test_api.py",
    "assistants/meals/skills/free.py": "assistants/meals/test_free_meals.py",
    "gateway/kakao_parts.py": "gateway/test_kakao.py",
    "gateway/page_notices.py": "gateway/test_notices.py",
    "gateway/sockets.py": "gateway/test_socket.py",
    "gateway/taking.py": "gateway/test_api.py",
    "gateway/schemas.py": "gateway/test_api.py",
    "gateway/problems.py": "gateway/test_api.py",
    "gateway/local.py": "gateway/test_api.py",
    "gateway/limits.py": "gateway/test_api.py",
    "assistants/meals/skills/times.py": "assistants/meals/test_assistant.py",
    "app/document.py": "docs/test_documents.py",
    "assistants/home/agenda.py": "assistants/home/test_assistant.py",
    "assistants/home/deeds.py": "assistants/home/test_assistant.py",
    "assistants/home/doing.py": "assistants/home/test_assistant.py",
    "assistants/home/guiding.py": "assistants/home/test_assistant.py",
    "assistants/home/keeping.py": "assistants/home/test_assistant.py",
    "assistants/home/living.py": "assistants/home/test_assistant.py",
    "assistants/home/phrases.py": "assistants/home/test_assistant.py",
    "assistants/home/plain.py": "assistants/home/test_assistant.py",
    "assistants/home/reading.py": "assistants/home/test_assistant.py",
    "assistants/home/reporting.py": "assistants/home/test_assistant.py",
    "assistants/home/answering.py": "assistants/home/test_dialogues.py",
    "assistants/home/caring.py": "assistants/home/test_dialogues.py",
    "assistants/home/history.py": "journeys/test_device_event.py",
    "assistants/home/narrowing.py": "assistants/home/test_dialogues.py",
    "assistants/home/standin.py": "assistants/home/test_assistant.py",
    "assistants/home/wording.py": "assistants/home/test_dialogues.py",
    "assistants/home/things.py": "assistants/home/test_devices.py",
    "assistants/home/kit.py": "assistants/home/test_registration.py",
    "assistants/home/finding.py": "assistants/home/test_registration.py",
    "assistants/home/trying.py": "assistants/home/test_registration.py",
    "assistants/home/dialects/announce.py": "assistants/home/dialects/test_discovery.py",
    "assistants/home/telling.py": "assistants/home/test_assistant.py",
    "engine/assistant.py": "engine/test_turn.py",
    "engine/phrasebook.py": "assistants/meals/test_assistant.py",
    "engine/result.py": "engine/test_turn.py",
    "engine/trace.py": "engine/test_turn.py",
    "engine/projections.py": "watch/test_projections.py",
    "kernel/turns.py": "engine/test_turn.py",
    "learning/torch/linear.py": "learning/test_intents.py",
    "learning/torch/lstm.py": "learning/test_lstm.py",
    "learning/torch/wide_deep.py": "learning/test_wide_deep.py",
    "assistants/meals/english_slots.py": "assistants/meals/test_english.py",
    "assistants/meals/phrases.py": "assistants/meals/test_assistant.py",
    "assistants/meals/training.py": "learning/test_intents.py",
    "assistants/meals/kitchen.py": "assistants/meals/test_assistant.py",
    "assistants/meals/target.py": "assistants/meals/test_assistant.py",
    "assistants/meals/skills/feedback.py": "assistants/meals/test_people.py",
    "assistants/meals/skills/take_back.py": "assistants/meals/skills/test_compare.py",
    "assistants/meals/skills/spending.py": "assistants/meals/test_people.py",
    "assistants/meals/skills/weather.py": "assistants/meals/test_people.py",
    "assistants/meals/skills/welcome.py": "assistants/meals/test_people.py",
    "assistants/meals/skills/plain.py": "assistants/meals/test_assistant.py",
    "assistants/meals/skills/amount.py": "assistants/meals/test_paying.py",
    "assistants/meals/skills/card.py": "assistants/meals/test_paying.py",
    "assistants/meals/skills/coupon.py": "assistants/meals/test_paying.py",
    "assistants/meals/skills/means.py": "assistants/meals/test_paying.py",
    "assistants/meals/skills/money.py": "assistants/meals/test_paying.py",
    "assistants/meals/skills/refusal.py": "assistants/meals/test_paying.py",
    "assistants/meals/skills/recommend.py": "assistants/meals/test_assistant.py",
    "assistants/meals/fits.py": "assistants/meals/test_features.py",
    "assistants/meals/situation.py": "assistants/meals/test_features.py",
    "assistants/meals/samples.py": "assistants/meals/test_ranker_lesson.py",
    "assistants/meals/traits.py": "assistants/meals/test_features.py",
    "assistants/meals/words.py": "assistants/meals/test_slots.py",
    "assistants/meals/named.py": "assistants/meals/test_slots.py",
    "assistants/meals/measures.py": "assistants/meals/test_slots.py",
    "assistants/meals/budget.py": "assistants/meals/test_slots.py",
    "assistants/meals/party.py": "assistants/meals/test_slots.py",
}


def name_of(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    doc = ast.get_docstring(node, clean=False)
    return (node.end_lineno or 0) - node.body[0].lineno + 1 - (len(doc.splitlines()) if doc else 0)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_within_the_walls(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.count("\n") <= 400
    assert [f.name for f in functions(ast.parse(text)) if body_lines(f) > 40] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_name_tells_something(path: Path) -> None:
    assert not [word for word in VAGUE if word in path.stem]


@pytest.mark.parametrize(
    "path", [p for p in MODULES if not name_of(p).startswith(OUTER)], ids=name_of
)
def test_inner_rooms_touch_no_file(path: Path) -> None:
    allowed = name_of(path) in ("kernel/data.py",)
    calls = [
        n.func
        for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(n, ast.Call)
    ]
    touched = {c.id for c in calls if isinstance(c, ast.Name) and c.id == "open"}
    touched |= {c.attr for c in calls if isinstance(c, ast.Attribute) and c.attr in TOUCHING}

    assert allowed or touched == set()


def test_no_two_public_classes_share_a_name() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_every_error_stands_in_the_tree_of_its_module() -> None:
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, DureError)]

    assert [k.__name__ for k in kinds if k.__name__ not in (errors.__doc__ or "")] == []
    assert len({k.code for k in kinds}) == len(kinds) - 1  # Relayed carries somebody else's


def test_every_error_has_a_korean_sentence() -> None:
    facts = dict.fromkeys(
        ("what", "why", "file", "where", "name", "known", "host", "suite", "wanted"), "것"
    )
    facts |= dict.fromkeys(
        ("retry_s", "least", "most", "group", "generation", "newest", "given"), "1"
    )
    for kind in vars(errors).values():
        if not (isinstance(kind, type) and issubclass(kind, DureError)) or kind is errors.Relayed:
            continue
        said = sentence_for(kind(**facts, folder="폴더", limit=500, port=1, key="k", number="1"))
        assert said
        assert "{" not in said
        assert sentence("error") != said or kind is DureError


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_with_behaviour_has_a_test(path: Path) -> None:
    name = name_of(path)
    if name.startswith("ports/"):
        mirror = ROOT / "tests" / "ports" / f"test_{path.stem}.py"
    elif name in TESTED_ELSEWHERE:
        mirror = ROOT / "tests" / TESTED_ELSEWHERE[name]
    else:
        mirror = ROOT / "tests" / Path(name).parent / f"test_{path.stem}.py"

    assert mirror.is_file(), f"{name} has no test at {mirror.relative_to(ROOT)}"


def test_inits_hold_a_docstring_or_nothing() -> None:
    for path in SRC.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) <= 1, path


def test_answering_a_turn_loads_no_trainer() -> None:

    code = (
        "import sys, dure.cli.main; "
        "print([m for m in ('torch', 'sklearn', 'scipy') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml", "Makefile", ".ci/run"])
def test_no_file_names_a_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "://" not in text.replace("http://127.0.0.1:8000", "")
