"""The variable parts of rules."""

import json
from typing import Any

import pytest

from dure.assistants.erp.domains import UnknownDomain
from dure.assistants.erp.pyson import decode

CONTEXT = {"companies": [1, 2], "groups": [3]}


def of(kind: str, **parts: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"__class__": kind, **parts}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (of("Eval", v="companies", d=[]), [1, 2]),
        (of("If", c=of("In", k=3, v=of("Eval", v="groups", d=[])), t=1, e=2), 1),
        (of("Not", v=of("Equal", s1=1, s2=1)), False),
        (of("Bool", v=of("Eval", v="groups", d=[])), True),
    ],
)
def test_it_is_evaluated_in_the_users_context(value: object, expected: object) -> None:
    assert decode(json.dumps([["x", "=", value]]), CONTEXT) == [["x", "=", expected]]


@pytest.mark.parametrize("text", ["{", '{"a": 1}', '[{"__class__": "Date"}]',
                                  '[{"__class__": "Eval", "v": "unheard", "d": []}]'])  # fmt: skip
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(UnknownDomain):
        decode(text, CONTEXT)
