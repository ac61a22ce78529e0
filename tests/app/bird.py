"""A fifth assistant, as somebody else would write and install it."""

from pathlib import Path
from typing import Final

FIFTH: Final = '''
from dataclasses import dataclass

from dure.engine.assistant import Answer, Assistant, Line, Understanding


@dataclass(frozen=True, kw_only=True)
class BirdSettings:
    """How it sings."""

    song: str = "짹짹"


def read(heard, session):
    return Understanding(intent="SING", confidence=1.0, slots={"text": heard.text})


def assistant(ports):
    song = ports.settings(BirdSettings, "bird").song

    async def sing(scene):
        n = scene.session.memory.get("n", 0) + 1
        line = Line(phrase="song", facts={"song": song, "n": n})
        return Answer(lines=(line,), items=({"n": n},), memory={"n": n})

    return Assistant(
        name="bird",
        greeting="짹",
        reader=read,
        skills={"SING": sing},
        phrases={"song": ["{song} {n}번"]},
        asks={},
        threshold=0.5,
    )
'''


def install_bird(folder: Path) -> Path:
    """Install it into a folder, as pip would."""
    about = folder / "bird-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "bird.py").write_text(FIFTH, encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: bird\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[dure.assistants]\nbird = bird:assistant\n")
    return folder
