"""Two validators that share no code, on random and adversarial recipes: who passes what."""

import time
from typing import Any

from tests.assistants.perfume.test_verdict import compare

RECIPES = 100_000


def measure() -> dict[str, Any]:
    """Return how often ours passes what the slow one does not, and the other way round."""
    began = time.perf_counter()
    counts, apart = compare(range(RECIPES))
    spent = time.perf_counter() - began
    wrong = {"false_pass": 0, "false_fail": 0}
    for pair, times in counts.items():
        theirs, _, ours = pair.split()[0], None, pair.split()[-1]
        wrong["false_pass"] += times * (ours == "pass" and theirs != "pass")
        wrong["false_fail"] += times * (ours == "fail" and theirs == "pass")
    return {
        "recipes": RECIPES,
        "agree": RECIPES - len(apart),
        **wrong,
        "by_verdict": dict(counts),
        "s": round(spent, 1),
    }
