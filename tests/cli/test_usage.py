"""A command that was written wrong is told in Korean, with where its help stands."""

import sys

import pytest
import typer

from dure.cli.main import main


def told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str]:
    """Return the exit code and what was said on standard error."""
    monkeypatch.setattr(sys, "argv", ["dure", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("aks",), "‘aks’ 명령은 없어요"),
        (("people", "ad"), "‘ad’ 명령은 없어요"),
        (("ask", "meals"), "text가 빠졌어요"),
        (("people", "add", "--role"), "--role 뒤에 값"),
        (("ask", "meals", "밥", "--sesion", "s"), "--session"),
        (("privacy", "withdraw", "helth"), "health, location"),
        (("people", "change", "kim", "--role", "boss"), "member, premium, admin"),
        (("serve", "--port", "99999"), "--port 값이 맞지 않아요"),
        (("doctor", "now", "please"), "now please"),
    ],
)
def test_what_is_wrong_is_said_in_korean(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    says: str,
) -> None:
    code, err = told(monkeypatch, capsys, *words)

    assert (code, says in err) == (2, True)
    assert "--help" in err
    assert not {"Invalid", "Error", "Missing", "Usage"} & set(err.split())


def test_whoever_says_no_is_told_that_nothing_was_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("typer.confirm", lambda *_, **__: _no())

    code, err = told(monkeypatch, capsys, "privacy", "forget")

    assert (code, "그만두었어요" in err) == (1, True)


def _no() -> None:
    raise typer.Abort


def test_the_frames_of_help_are_korean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["dure", "people", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()

    assert (ended.value.code, "명령" in capsys.readouterr().out) == (0, True)
