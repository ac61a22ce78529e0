"""Name the machine, so that a figure can be compared with another, and start servers on it."""

import os
import platform
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DURE = str(Path(sys.executable).with_name("dure"))


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


@contextmanager
def served(command: Sequence[str], core: int | None = None, **environment: str) -> Iterator[int]:
    """Start a server, wait until it prints its address, give its process and stop it afterwards.

    core: the only one it may use; None for all.
    """
    server = subprocess.Popen(
        command,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=None if core is None else lambda: os.sched_setaffinity(0, {core}),
    )
    if server.stdout is None:
        raise RuntimeError("the server has no output")
    while "http://" not in server.stdout.readline():
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
    try:
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def memory_kb(pid: int) -> int:
    """Return what a process keeps in memory."""
    match = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(match[1]) if match else 0
