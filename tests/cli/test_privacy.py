"""`dure privacy`: an operator shows, exports, forgets, and writes down consents."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dure.cli.main import app
from dure.errors import GuardianNeeded, Relayed

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command on a data folder of its own."""
    monkeypatch.setenv("DURE_DATA_DIR", str(tmp_path / "data"))

    def ran(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(app, list(words), input=typed)

    return ran


def shown(run: Run) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("privacy", "show", "--json").stdout)
    return found


def test_what_is_known_is_shown_exported_and_forgotten(run: Run) -> None:
    run("ask", "meals", "새우 알레르기 있어")
    known = run("privacy", "show")
    exported = json.loads(run("privacy", "export").stdout)
    kept = run("privacy", "forget", typed="n\n")
    still_known = shown(run)["notes"]

    forgotten = run("privacy", "forget", "--yes", "--json")

    assert "알레르기: 새우" in known.stdout
    assert [r["area"] for r in exported["records"]].count("notes") == 1
    assert (kept.exit_code, still_known != []) == (1, True)
    assert json.loads(forgotten.stdout)["keys"] == 2
    assert shown(run)["notes"] == []


def test_consents_are_written_down_and_taken_back(run: Run) -> None:
    given = run("privacy", "consent", "health", "--user", "kim")
    told = json.loads(run("privacy", "consents", "--user", "kim", "--json").stdout)
    withdrawn = run("privacy", "withdraw", "health", "--user", "kim")
    after = run("privacy", "consents", "--user", "kim")

    states = {row["purpose"]: row["state"] for row in told["consents"]}
    assert (given.exit_code, states["health"], withdrawn.exit_code) == (0, "given", 0)
    assert "health  동의 안 함" in after.stdout


def test_a_guardians_consent_needs_a_guardian(run: Run) -> None:
    refused = run("privacy", "consent", "guardian")
    given = run("privacy", "consent", "guardian", "--guardian", "김보호", "--checked", "phone")

    assert isinstance(refused.exception, Relayed)
    assert refused.exception.code == GuardianNeeded.code
    assert given.exit_code == 0


def test_a_purpose_that_is_none_is_wrong_usage(run: Run) -> None:
    assert run("privacy", "consent", "marketing").exit_code == 2
