"""From a brief to three formulas that pass: seconds, and how far apart they are."""

import time
from typing import Any

import numpy as np

from dure.assistants.perfume.brief import read_brief
from dure.assistants.perfume.compose import Composition, Workbench, compose
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.rules import shipped_rules

BRIEFS = (
    "비 온 뒤 숲, 차분한데 너무 무겁지 않게, 여름",
    "로맨틱한 장미 오드퍼퓸, 바닐라 빼고 오래 가게",
    "상쾌한 시트러스 바디로션",
    "머스크랑 코튼 샴푸",
    "포근한 바닐라 앰버, 겨울, 진하게",
    "녹차와 대나무 숲, 은은하게",
    "바다와 레몬, 여름 오드뚜왈렛",
    "가죽과 담배, 묵직하게",
)


def measure() -> dict[str, Any]:
    """Return the slowest brief, how many formulas each got, how far apart and how full they are."""
    bench = Workbench(shelf=shipped_materials(), rules=shipped_rules())
    seconds, counts, apart, totals, full = [], [], [], [], []
    for seed, text in enumerate(BRIEFS):
        began = time.perf_counter()
        found = compose(read_brief(text), bench=bench, rng=np.random.default_rng(seed))
        seconds.append(time.perf_counter() - began)
        counts.append(len(found))
        totals += [one.total for one in found]
        full += [float(100 - one.formula.ingredients[-1].percent) for one in found]
        apart += [_apart(a, b) for n, a in enumerate(found) for b in found[n + 1 :]]
        assert all(one.verdict.outcome == "pass" for one in found)
    return {
        "briefs": len(BRIEFS),
        "slowest_s": round(max(seconds), 2),
        "mean_s": round(sum(seconds) / len(seconds), 2),
        "formulas": counts,
        "least_distance": round(min(apart), 3),
        "least_aroma_pct": round(min(full), 1),
        "mean_total": round(sum(totals) / len(totals), 3),
    }


def _apart(one: Composition, other: Composition) -> float:
    a, b = ({line.name: line.percent for line in c.formula.ingredients[:-1]} for c in (one, other))
    shared = sum(min(a[name], b[name]) for name in a.keys() & b.keys())
    return float(1 - shared / min(sum(a.values()), sum(b.values())))
