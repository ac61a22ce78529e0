"""How long `dure ask` takes from a cold start to the answer: at most 2 seconds.

The peer is starting Python and importing the web framework alone.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROUNDS = 5


def measure() -> dict[str, Any]:
    """Return seconds: the first ask (loads the demonstration data), later asks, the peer."""
    dure = str(Path(sys.executable).with_name("dure"))
    ask = [dure, "ask", "meals", "5천원으로 점심", "--json"]
    with tempfile.TemporaryDirectory() as folder:
        first = _seconds(ask, folder)
        later = [_seconds(ask, folder) for _ in range(ROUNDS)]
        peer = [
            _seconds([sys.executable, "-c", "import fastapi, numpy"], folder) for _ in range(ROUNDS)
        ]
    median, other = statistics.median(later), statistics.median(peer)
    return {
        "first_ask_s": round(first, 2),
        "later_ask_s": round(median, 2),
        "import_fastapi_numpy_s": round(other, 2),
        "ratio": round(median / other, 2),
    }


def _seconds(command: list[str], folder: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        command, env={**os.environ, "DURE_DATA_DIR": folder}, check=True, capture_output=True
    )
    return time.perf_counter() - began
