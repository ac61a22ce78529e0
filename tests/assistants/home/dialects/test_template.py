"""Simple templates are worked out, others are refused, and none of them raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.home.dialects.template import TEMPLATE_LIMIT, compiled, rendered


@pytest.mark.parametrize(
    ("template", "payload", "text"),
    [
        ("{{ value }}", " 켜짐 ", "켜짐"),
        ("{{ value_json }}", "7", "7"),
        ("{{ value_json.a.b }}", '{"a":{"b":"x"}}', "x"),
        ("{{ value_json['a'][\"b\"] }}", '{"a":{"b":2}}', "2"),
        ("{{ value_json.l[1] }}", '{"l":[1,5]}', "5"),
        ("{{ value_json.a }}", "{}", None),
        ("{{ value_json.a | default('-') }}", "{}", "-"),
        ("{{ value_json.a }}", "no json", None),
        ("{{ value | float / 10 | round(1) }}", "235", "23.5"),
        ("{{ (value_json.t | float * 2) | round(1) }}", '{"t":1.26}', "2.5"),
        ("{{ value | int(0) }}", "x", "0"),
        ("{{ value | upper }}-{{ value | lower }}", "aB", "AB-ab"),
        ("{{ 'ON' if value_json.x == true else 'OFF' }}", '{"x":true}', "ON"),
        ("{{ 'ON' if value_json.x is defined and value_json.x > 3 else 'OFF' }}", '{"x":3}', "OFF"),
        ("{{ 'a' if not value_json.x or value == '1' else 'b' }}", '{"x":1}', "b"),
        ("{{ value_json.x - -1 }}", '{"x":1}', "2"),
        ("{{ 1 / value }}", "0", None),
        ("{{ value_json.o | tojson }}", '{"o":{"a":1}}', '{"a":1}'),
        ('{"brightness": {{ value }}}', "3", '{"brightness": 3}'),
    ],
)
def test_a_simple_template_is_worked_out(template: str, payload: str, text: str | None) -> None:
    pieces = compiled(template)

    assert pieces is not None
    assert rendered(pieces, payload) == text


@pytest.mark.parametrize(
    "template",
    ["{% if value %}1{% endif %}", "{# x #}", "{{ states('x') }}", "{{ value | regex }}",
     "{{ value.__class__() }}", "{{ now() }}", "{{ value +  }}", "{{ ( }}", "{{ value ~ 'a' }}",
     "{{ " + "(" * 50 + "value" + ")" * 50 + " }}", "x" * (TEMPLATE_LIMIT + 1), "{{ }}"],
)  # fmt: skip
def test_another_template_is_refused(template: str) -> None:
    assert compiled(template) is None


WORDS = st.sampled_from(
    ["value", "value_json", ".a", "['b']", "[0]", "|", "float", "int", "round", "(2)", "*", "/",
     "-", "+", "==", ">", "if", "else", "'x'", "1", "0", "9.5", "not", "and", "or", "is", "defined",
     "(", ")", "default", ","]
)  # fmt: skip
PAYLOADS = st.sampled_from(["", "1e308", "x", "{}", '{"a":1e308}', "[1,[2]]", "null", '{"b":"가"}'])


@settings(max_examples=500)
@given(st.lists(WORDS, max_size=9), PAYLOADS)
def test_no_template_raises(words: list[str], payload: str) -> None:
    pieces = compiled("{{ " + " ".join(words) + " }}")

    if pieces is not None:
        found = rendered(pieces, payload)
        assert found is None or isinstance(found, str)
