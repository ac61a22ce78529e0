"""Name the machine, so that a figure can be compared with another."""

import os
import platform
from pathlib import Path
from typing import Any


def measure() -> dict[str, Any]:
    """Return processor, cores, Python and system."""
    cpu = "unknown"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }
