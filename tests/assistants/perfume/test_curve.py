from xml.etree import ElementTree as Xml

import numpy as np
from tests.assistants.perfume.test_physics import MIX

from dure.assistants.perfume.curve import describe, draw
from dure.assistants.perfume.physics import smell

SMELL = smell(np.array([20.0, 20, 20]), MIX, dosage_pct=15)


def test_the_drawing_is_read_aloud_and_seen_in_the_dark() -> None:
    drawing = Xml.fromstring(draw(SMELL, title='숲 <&> "비"'))  # noqa: S314 - our own

    space = "{http://www.w3.org/2000/svg}"
    assert drawing.get("role") == "img"
    assert drawing.findtext(f"{space}title") == '숲 <&> "비"'
    assert "시간까지" in (drawing.findtext(f"{space}desc") or "")
    assert "prefers-color-scheme:dark" in (drawing.findtext(f"{space}style") or "")


def test_the_words_say_how_much_of_it_is_known() -> None:
    assert "100%" in describe(SMELL)
