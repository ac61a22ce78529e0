"""An allergy said in English is never lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.meals.english_diet import read_diet
from dure.assistants.meals.english_names import english

ALLERGENS = {
    korean: spellings[0]
    for korean, spellings in english()["foods"].items()
    if korean
    in "새우 게 갑각류 조개 굴 전복 오징어 문어 고등어 생선 해산물 달걀 우유 유제품 메밀 땅콩 견과류 호두 잣 대두 밀 복숭아 토마토 돼지고기 소고기".split()  # noqa: E501, SIM905
}
FORMS = (
    "i'm allergic to {}", "i am allergic to {}!", "{} allergy", "my son has a {} allergy",
    "allergic to {}", "she can't eat {}, she is allergic", "allergies: {}", "no {} please, allergy",
    "{} makes my throat swell", "i get hives when i eat {}", "i can't have {}",
    "lunch near hongdae, i'm allergic to {}", "noodles please but i have a {} allergy",
)  # fmt: skip


def diet(text: str) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for said in read_diet(text):
        out.setdefault(said.slot, []).append(said.value)
    return out


@given(st.sampled_from(sorted(ALLERGENS)), st.sampled_from(FORMS), st.booleans())
@settings(deadline=None)  # The lexicon is made at the first look.
def test_an_allergy_is_heard_in_every_form(korean: str, form: str, plural: bool) -> None:
    said = ALLERGENS[korean] + ("s" if plural and not ALLERGENS[korean].endswith("s") else "")

    heard = diet(form.format(said))

    assert korean in heard.get("allergen", []) or (
        korean == "돼지고기" and heard.get("diet") == ["no_pork"]
    )


@given(
    st.lists(st.sampled_from(sorted(ALLERGENS)), min_size=2, max_size=4, unique=True),
    st.sampled_from([" and ", ", ", " or "]),
)
@settings(deadline=None)
def test_every_name_of_a_list_is_heard(korean: list[str], joint: str) -> None:
    names = joint.join(ALLERGENS[name] for name in korean)

    assert set(diet(f"i'm allergic to {names}")["allergen"]) == set(korean)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("no onions", {"exclude_food": ["양파"]}),
        ("anything but pizza or pasta", {"exclude_food": ["피자", "파스타"]}),
        ("is there milk in it?", {"asked_allergen": ["우유"]}),
        ("i'm not allergic to eggs anymore", {"allergen_remove": ["달걀"]}),
        ("i'm no longer allergic to nuts but i am allergic to shrimp",
         {"allergen_remove": ["견과류"], "allergen": ["새우"]}),
        ("my peanut allergy is gone, i'm allergic to milk",
         {"allergen_remove": ["땅콩"], "allergen": ["우유"]}),
        ("i was allergic to milk but i outgrew it", {"allergen_remove": ["우유"]}),
        ("we don't eat pork", {"diet": ["no_pork"]}),
        ("vegan pizza", {"diet": ["vegan"], "food": ["피자"]}),
        ("i'm not vegan anymore", {}), ("i used to be vegan", {}),
        ("i'm vegan and do not eat eggs", {"diet": ["vegan"], "exclude_food": ["달걀"]}),
        ("i'm not vegan but vegetarian", {"diet": ["vegetarian"]}),
        ("halal chicken", {"diet": ["halal"], "food": ["치킨"]}),
    ],
)  # fmt: skip
def test_what_is_refused_asked_or_kept_is_told_apart(
    text: str, slots: dict[str, list[str]]
) -> None:
    assert diet(text) == slots
