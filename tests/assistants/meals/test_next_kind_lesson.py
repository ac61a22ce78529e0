"""An LSTM is on only where it tells the next category better than counting does, for sure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from dure.assistants.meals.next_kind import Follows, KindChain, fit_chain, follows_by
from dure.assistants.meals.next_kind_lesson import Chosen, lstm_contest
from dure.learning.lstm import Lstm

KINDS = ("고기", "분식", "치킨", "한식")
LIVES = [[KINDS[(start + n) % 4] for n in range(20)] for start in range(4)]


def chain() -> KindChain:
    made = fit_chain(LIVES)
    assert made is not None
    return made


def blind(lives: Sequence[Sequence[int]], held: Any, *, codes: int, seed: int) -> Mapping[str, Any]:  # noqa: ANN401
    """Return an LSTM that says the same of everything."""
    zeros = {"embedding": (codes, 2), "inward": (8, 2), "onward": (8, 2), "bias": (8,),
             "out": (codes, 2), "out_bias": (codes,)}  # fmt: skip
    return {name: np.zeros(shape, dtype=np.float32) for name, shape in zeros.items()}


def choices(count: int) -> list[Chosen]:
    return [
        Chosen(
            person=f"p{n % 40}",
            before=tuple(KINDS[(n + step) % 4] for step in range(6)),
            category=KINDS[(n + 6) % 4],
        )
        for n in range(count)
    ]


def test_one_that_knows_nothing_stays_off() -> None:
    lives = {"fit": LIVES, "held": LIVES}

    lstm, told = lstm_contest(lives, choices(300), chain(), fit=blind, seed=0)

    assert lstm is None
    assert told["on"] is False
    assert told["best_other"] == "markov"
    assert told["ahead"]["high"] < 0


def test_what_follows_is_made_ready_once_for_all_choices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, plain = list[KindChain](), KindChain.follows

    def follows(self: KindChain) -> Follows:
        made.append(self)
        return plain(self)

    monkeypatch.setattr(KindChain, "follows", follows)

    lstm_contest({"fit": LIVES, "held": LIVES}, choices(300), chain(), fit=blind, seed=0)

    assert len(made) == 1


def test_with_few_choices_nothing_is_sure() -> None:
    lives = {"fit": LIVES, "held": LIVES}

    lstm, told = lstm_contest(lives, choices(50), chain(), fit=blind, seed=0)

    assert (lstm, told) == (None, {"on": False, "choices": 50})


def test_one_that_sees_further_back_is_on() -> None:
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    fit = pytest.importorskip("dure.learning.torch.lstm").fit
    # What follows 고기 is what came four meals before: three back tell nothing of it.
    rng = np.random.default_rng(1)
    lives, told = list[list[str]](), list[Chosen]()
    for person in range(300):
        life: list[str] = []
        while len(life) < 60:
            kind = KINDS[1 + int(rng.integers(0, 3))]
            life += [kind, "고기", "고기", "고기", kind]
        lives.append(life)
        told += [
            Chosen(person=f"p{person}", before=tuple(life[at - 20 : at]), category=life[at])
            for at in (24, 34, 44)
        ]

    lstm, report = lstm_contest(
        {"fit": lives[:180], "held": lives[180:220]}, told[660:], chain(), fit=fit, seed=0
    )

    assert report["on"] is True
    assert lstm is not None
    after = follows_by(lstm, KINDS)(["분식", "고기", "고기", "고기", "고기"])
    assert after is not None
    assert sum(after.values()) == pytest.approx(1.0, abs=1e-5)


def test_nothing_follows_what_no_code_stands_for() -> None:
    weights = blind([], [], codes=4, seed=0)

    assert follows_by(Lstm(weights=weights), KINDS)(["모름"]) is None
