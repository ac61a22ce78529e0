"""Understanding home commands: time with 8, 74 and 1,000 devices, right and wrong on rows.

The peer in the same run: hassil with Home Assistant's Korean sentences, where both packages are
installed (`pip install hassil home-assistant-intents`); the product needs neither. Rows of
your own: `python bench/commands.py --rows FILE`.
"""

import argparse
import importlib
import importlib.util
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from dure.assistants.home.household import Entity, Household, index
from dure.assistants.home.meaning import Command, Meaning
from dure.assistants.home.suites import household_of, judge, score_commands
from dure.assistants.home.understand import understand
from dure.kernel.clock import Clock, SystemClock

ROWS = Path("tests/assistants/home/data/commands_own.jsonl")
SIZES = (8, 74, 1000)
ROUNDS = 20
KINDS = (
    ("조명", "light"),
    ("선풍기", "fan"),
    ("커튼", "cover"),
    ("에어컨", "climate"),
    ("티비", "media_player"),
)
SENTENCES = (
    "{area} 불 켜줘",
    "{name} 꺼주시겠어요?",
    "음 {area} 밝기를 오십 퍼센트로 설정해줘",
    "{area}불끄고{name}켜줘",
    "{area}에 어떤 조명이 켜져있는지 알려줘",
    "{name} 5분 뒤에 꺼줘",
    "{area} 온도 2도 올려줘",
    "지난달 거래처 매출 알려줘",
    "{area} 죠명 켜줘",
)
PEER = ("hassil", "home_assistant_intents")


def measure(rows: Path = ROWS) -> dict[str, Any]:
    """Return milliseconds per command by number of devices, and verdicts on the rows."""
    missing = [name for name in PEER if importlib.util.find_spec(name) is None]
    peer = None if missing else _peer(importlib.import_module("hassil"))
    loaded = list(_with_homes(rows))
    clock = SystemClock()
    figures, _ = score_commands([loaded], clock)
    out: dict[str, Any] = {str(size): _times(size, peer, clock) for size in SIZES}
    out["rows"] = {"file": rows.name, "dure": figures}
    out["rows"]["hassil"] = _peer_figures(loaded, peer, clock) if peer else f"missing: {missing}"
    return out


def _times(size: int, peer: "Peer | None", clock: Clock) -> dict[str, Any]:
    home = _home(size)
    ready = index(home)
    said = [
        sentence.format(area=entity.area, name=entity.name)
        for entity in home.entities[:ROUNDS]
        for sentence in SENTENCES
    ]
    out: dict[str, Any] = {"dure": _spent(lambda text: understand(text, ready), said, clock)}
    if peer:
        ask = peer(home)
        out["hassil"] = _spent(ask, said, clock)
        out["ratio_p99"] = round(out["hassil"]["p99_ms"] / out["dure"]["p99_ms"], 2)
    return out


def _spent(ask: Callable[[str], object], said: Iterable[str], clock: Clock) -> dict[str, float]:
    times = []
    for text in said:
        began = clock.elapsed_s()
        ask(text)
        times.append((clock.elapsed_s() - began) * 1000)
    times.sort()
    return {
        "p50_ms": round(times[len(times) // 2], 3),
        "p99_ms": round(times[int((len(times) - 1) * 0.99)], 3),
    }


def _home(size: int) -> Household:
    entities = tuple(
        Entity(
            name=f"방{at // len(KINDS)} {KINDS[at % len(KINDS)][0]}",
            domain=KINDS[at % len(KINDS)][1],
            area=f"방{at // len(KINDS)}",
        )
        for at in range(size)
    )
    return Household(
        entities=entities, areas=tuple(dict.fromkeys(e.area for e in entities if e.area))
    )


Peer = Callable[[Household], Callable[[str], Any]]


def _peer(hassil: ModuleType) -> Peer:
    """Return what makes a recogniser for a home out of Home Assistant's Korean sentences."""
    intents_module = importlib.import_module("hassil.intents")
    data = importlib.import_module("home_assistant_intents").get_intents("ko")
    intents = intents_module.Intents.from_dict(data)

    def prepare(home: Household) -> Callable[[str], Any]:
        lists = {
            "area": intents_module.TextSlotList.from_strings(home.areas, name="area"),
            "name": intents_module.TextSlotList.from_tuples(
                ((name, entity.name, {"domain": entity.domain}) for entity in home.entities
                 for name in (entity.name, *entity.aliases)), name="name",
            ),
        }  # fmt: skip
        context = {"area": home.areas[0]} if home.areas else {"area": "여기"}
        return lambda text: hassil.recognize_best(
            text, intents, slot_lists=lists, intent_context=context, best_slot_name="name"
        )

    return prepare


def _peer_figures(rows: Iterable[dict[str, Any]], peer: Peer, clock: Clock) -> dict[str, Any]:
    """Judge the peer as dure is judged; the room of its context is not held against it."""
    counts: Counter[str] = Counter()
    times = []
    for row in rows:
        home = household_of(row)
        ask = peer(home)
        began = clock.elapsed_s()
        found = ask(row["text"])
        times.append((clock.elapsed_s() - began) * 1000)
        room = home.areas[0] if home.areas else "여기"
        counts[judge(row, _meaning(found, None if "area" in row["slots"] else room))] += 1
    times.sort()
    verdicts = {verdict: counts[verdict] for verdict in ("right", "wrong", "refused")}
    return {**verdicts, "p50_ms": round(times[len(times) // 2], 3)}


def _meaning(found: Any, room: str | None) -> Meaning:  # noqa: ANN401 - hassil's own result
    if found is None:
        return Meaning()
    slots = {name: entity.value for name, entity in found.entities.items()}
    if room and slots.get("area") == room:
        del slots["area"]
    return Meaning(commands=(Command(intent=found.intent.name, slots=slots),))


def _with_homes(file: Path) -> Iterable[dict[str, Any]]:
    home: dict[str, Any] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "entities" in row:
            home = {key: row[key] for key in ("entities", "areas", "timers") if key in row}
        yield {**home, **row}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, default=ROWS, help="JSON lines in the suite's format")
    print(json.dumps(measure(parser.parse_args().rows), ensure_ascii=False, indent=2))
