"""A Chromium to look at the page with, driven over its own debugging protocol."""

import asyncio
import base64
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect

CHROMIUM: Final = shutil.which("chromium") or shutil.which("google-chrome")
_PATIENCE_S: Final = 20
_FLAGS: Final = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--no-first-run", "--hide-scrollbars", "--remote-debugging-port=0", "about:blank",
)  # fmt: skip


class Tab:
    """One page of the browser. complaints: what its console said is wrong."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.complaints: list[str] = []

    async def do(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - plain JSON
        """Send a command of the debugging protocol and return its result."""
        number = next(self._numbers)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                heard = json.loads(await self._socket.recv())
                self._listen(heard)
                if heard.get("id") == number:
                    result: dict[str, Any] = heard["result"]
                    return result

    def _listen(self, heard: dict[str, Any]) -> None:
        if heard.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(heard["params"]["exceptionDetails"]))
        if heard.get("method") == "Log.entryAdded" and heard["params"]["entry"]["level"] == "error":
            self.complaints.append(str(heard["params"]["entry"]["text"]))

    async def run(self, script: str) -> Any:  # noqa: ANN401 - plain JSON
        """Return what a script comes to."""
        result = await self.do(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"])
        return result["result"].get("value")

    async def until(self, condition: str) -> None:
        """Return once a condition of the page holds."""
        look = f"""new Promise((done) => {{
          const look = () => (({condition}) ? done(true) : requestAnimationFrame(look)); look();
        }})"""
        await self.run(look)

    async def open(self, url: str, *, width: int, height: int, dark: bool) -> None:
        """Open an address on a screen of a size, by day or in the dark."""
        for domain in ("Page", "Runtime", "Log"):
            await self.do(f"{domain}.enable")
        await self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        await self.do("Emulation.setEmulatedMedia", features=[scheme, still])
        await self.do("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def press(self, key: str) -> None:
        """Press and let go of a key, as a person does."""
        code, text = {"ArrowDown": (40, ""), "Enter": (13, "\r")}[key]
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            await self.do(
                "Input.dispatchKeyEvent",
                type=kind, key=key, code=key, windowsVirtualKeyCode=code, text=text,
            )  # fmt: skip

    async def picture(self) -> bytes:
        """Return the whole page as a PNG."""
        result = await self.do("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return base64.b64decode(result["data"])


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Tab]:
    """Run a Chromium with an empty profile in a folder."""
    process = await asyncio.create_subprocess_exec(
        CHROMIUM or "chromium", f"--user-data-dir={folder}", *_FLAGS,
        stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        port = await _port(process)
        async with connect(await _tab(port), max_size=None) as socket:
            yield Tab(socket)
    finally:
        process.kill()
        await process.wait()


async def _port(process: asyncio.subprocess.Process) -> int:
    assert process.stderr
    async with asyncio.timeout(_PATIENCE_S):
        while line := (await process.stderr.readline()).decode():
            if "DevTools listening on" in line:
                return int(line.split(":")[2].split("/")[0])
    raise AssertionError("the browser did not start")


async def _tab(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    async with asyncio.timeout(_PATIENCE_S):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        listed = json.loads(await reader.readexactly(length))
    writer.close()
    return next(str(tab["webSocketDebuggerUrl"]) for tab in listed if tab["type"] == "page")
