import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.assistants.perfume.test_compose import BENCH

from dure.assistants.perfume.reading import Meant, PerfumeReader
from dure.assistants.perfume.skills import answer_compose
from dure.engine.assistant import Heard, Understanding
from dure.engine.session import Session
from dure.kernel.turns import Attachment
from dure.korean.normal import utterance

SAID = Path(__file__).parent / "data" / "said.jsonl"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in SAID.read_text(encoding="utf-8").splitlines()
]
READER = PerfumeReader(BENCH)
EMPTY = Session(id="s")


@pytest.fixture(scope="module")
def shown() -> Session:
    """A session in which three formulas stand."""
    rng = np.random.default_rng(7)
    memory = answer_compose("바닐라와 장미 향수", bench=BENCH, rng=rng).memory
    assert memory
    return replace(EMPTY, memory=memory)


def read(text: str, session: Session = EMPTY, *files: Attachment) -> Understanding:
    return READER(Heard(text=utterance(text).text, attachments=files), session)


def meant(understood: Understanding) -> Meant:
    meaning = understood.meaning
    assert isinstance(meaning, Meant)
    return meaning


def test_of_what_people_say_95_in_100_are_understood(shown: Session) -> None:
    wrong = [
        (row["text"], row["intent"], found)
        for row in ROWS
        if (found := read(row["text"], shown if row.get("before") else EMPTY).intent)
        != row["intent"]
    ]

    assert len(ROWS) >= 150
    assert len(wrong) <= len(ROWS) * 0.05, wrong
