"""Measure understanding and opening hours on rows that anybody brings.

Row formats and scoring: see docs/assistants/meals.md.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from statistics import mean
from typing import Any, Final

from dure.assistants.meals.hours import hhmm
from dure.assistants.meals.hours_text import read_closing, read_hours
from dure.assistants.meals.reading import read_meal
from dure.engine.assistant import Facts, Suite, by_clock
from dure.engine.session import Session
from dure.kernel.clock import Clock
from dure.korean.normal import normalise

_THRESHOLD: Final = 0.4
_NO_SLOTS: Final = frozenset(("OUT_OF_SCOPE", "CHITCHAT", "ABUSE", "PROMPT_ATTACK", "NONSENSE"))
_MONEY: Final = ("budget_max", "budget_min", "budget_about", "coupon_amount", "balance_stated")
_SAFETY: Final = ("allergen", "allergen_remove", "diet", "exclude_food")
_LISTED: Final = re.compile(r"\d+\.\s*([^\d.]+?)(?=\s*\d+\.|$)")


def score_intents(files: Sequence[Sequence[Facts]], clock: Clock) -> tuple[Facts, list[Facts]]:
    """Score intents and slots; rows of all files together."""
    rows = [row for file in files for row in file]
    predictions, times_ms = [], []
    for row in rows:
        session = session_of(row.get("context", ()))
        began = clock.elapsed_s()
        understood = read_meal(normalise(row["text"]).text, session)
        times_ms.append((clock.elapsed_s() - began) * 1000)
        predictions.append(
            {"intent": understood.intent, "confidence": understood.confidence,
             "slots": dict(understood.slots)}
        )  # fmt: skip
    pairs = list(zip(rows, predictions, strict=True))
    figures = {"n": len(rows), **_intent_figures(pairs), **_slot_figures(pairs), **_times(times_ms)}
    return figures, [{"row": r.get("id"), "result": p} for r, p in pairs]


def session_of(context: Iterable[Mapping[str, str]]) -> Session:
    """Return the session that a dialogue before an utterance leaves behind."""
    said = list(context)
    bot = next((turn["text"] for turn in reversed(said) if turn["role"] == "bot"), "")
    shown = [{"id": name, "name": name.strip()} for name in _LISTED.findall(bot)]
    if shown:
        return Session(id="eval", memory={"shown": shown})
    return Session(id="eval", pending={"question": bot} if bot else None)


def _intent_figures(pairs: Sequence[tuple[Facts, Facts]]) -> dict[str, float]:
    strict = [p["intent"] == r["intent"] for r, p in pairs]
    lenient = [p["intent"] in (r["intent"], *r.get("accept", ())) for r, p in pairs]
    answered = [p["confidence"] >= _THRESHOLD for _, p in pairs]
    right_answered = [ok for ok, is_answered in zip(lenient, answered, strict=True) if is_answered]
    return {
        "strict": _share(strict),
        "lenient": _share(lenient),
        "macro_f1": _macro_f1([(r["intent"], p["intent"]) for r, p in pairs]),
        "coverage": _share(answered),
        "answered_accuracy": _share(right_answered),
        "ece": _calibration_error(
            [(p["confidence"], ok) for (_, p), ok in zip(pairs, strict, strict=True)]
        ),
    }


def _slot_figures(pairs: Sequence[tuple[Facts, Facts]]) -> dict[str, Any]:
    judged = [(r, p) for r, p in pairs if r["intent"] not in _NO_SLOTS]
    wanted = [_flat(r["entities"]) for r, _ in judged]
    given = [_flat(p["slots"]) for _, p in judged]
    hits = sum(len(w & g) for w, g in zip(wanted, given, strict=True))
    wanted_n, given_n = sum(map(len, wanted)), sum(map(len, given))
    safety = [{s for s in w if s[0] in _SAFETY} for w in wanted]
    found = sum(len(s & g) for s, g in zip(safety, given, strict=True))
    money = Counter(
        "right" if p["slots"].get(slot) == value else "wrong"
        for r, p in judged
        for slot, value in r["entities"].items()
        if slot in _MONEY and slot in p["slots"]
    )
    return {
        "slot_precision": _ratio(hits, given_n),
        "slot_recall": _ratio(hits, wanted_n),
        "slot_f1": _ratio(2 * hits, given_n + wanted_n),
        "money_right": money["right"],
        "money_wrong": money["wrong"],
        "money_said": sum(slot in _MONEY for r, _ in judged for slot in r["entities"]),
        "allergen_recall": _ratio(found, sum(map(len, safety))),
    }


def _flat(slots: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {
        (slot, str(value))
        for slot, said in slots.items()
        for value in (said if isinstance(said, list) else [said])
    }


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    scores = []
    for intent in {wanted for wanted, _ in pairs}:
        hit = sum(w == g == intent for w, g in pairs)
        said = sum(w == intent for w, _ in pairs) + sum(g == intent for _, g in pairs)
        scores.append(2 * hit / said)
    return round(mean(scores), 4) if scores else 0.0


def _calibration_error(judged: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error: how far confidence is from being right."""
    grouped: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        grouped[min(bins - 1, int(confidence * bins))].append((confidence, right))
    gaps = [
        len(group) * abs(mean(c for c, _ in group) - mean(float(r) for _, r in group))
        for group in grouped.values()
    ]
    return _ratio(sum(gaps), len(judged))


def _times(times_ms: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times_ms) or [0.0]
    last = len(ordered) - 1
    return {
        "p50_ms": round(ordered[int(last * 0.5)], 3),
        "p99_ms": round(ordered[int(last * 0.99)], 3),
    }


def score_hours(files: Sequence[Sequence[Facts]], clock: Clock) -> tuple[Facts, list[Facts]]:
    """Score opening hours and closing days; rows with a flag are read but not scored."""
    rows = [row for file in files for row in file]
    parsed = [_parse(row) for row in rows]
    counts = Counter(
        _verdict(row["expect"], got)
        for row, got in zip(rows, parsed, strict=True)
        if not row.get("flag")
    )
    figures = {
        "n": counts.total(),
        "right": counts["right"],
        "wrong": counts["wrong"],
        "unknown": counts["unknown"],
    }
    return figures, [
        {"row": row.get("id"), "result": {"parsed": got}}
        for row, got in zip(rows, parsed, strict=True)
    ]


def _parse(row: Facts) -> dict[str, Any]:
    if row["field"] == "open_time":
        return {
            key: [
                [hhmm(opens), None if closes is None else hhmm(closes)] for opens, closes in spans
            ]
            for key, spans in read_hours(row["raw"]).periods.items()
        }
    closing = {key: value for key, value in asdict(read_closing(row["raw"])).items() if value}
    for key in ("weekly", "nth"):
        if key in closing:
            closing[key] = [list(v) if isinstance(v, tuple) else v for v in closing[key]]
    return closing


def _verdict(expect: Facts, got: Facts) -> str:
    if _comparable(expect) == _comparable(got):
        return "right"
    says_nothing = not got or got.get("unknown")
    return "unknown" if says_nothing and expect else "wrong"


def _comparable(closing: Facts) -> dict[str, Any]:
    """Notes are free text: that there is one counts, not its words. Days have no order."""
    out = dict(closing)
    if "note" in out:
        out["note"] = True
    for key in ("weekly", "nth"):
        if key in out:
            out[key] = sorted(out[key])
    return out


def _share(judged: Sequence[bool]) -> float:
    return _ratio(sum(judged), len(judged))


def _ratio(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


SUITES: Final = (
    Suite(name="intents", score=by_clock(score_intents)),
    Suite(name="hours", score=by_clock(score_hours)),
)
