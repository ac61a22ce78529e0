"""A child who speaks English finds a meal, and is understood where it matters most."""

import re

from dure.app.wire import House
from dure.kernel.turns import TurnRequest, TurnResult


async def talk(house: House, *texts: str, session: str = "s", user: str = "kid") -> TurnResult:
    for text in texts:
        said = TurnRequest(text=text, session=session, user=user)
        result = await house.turns.take("meals", said)
    return result


def is_english(text: str, result: TurnResult) -> bool:
    """Whether a reply is English but for names of shops, dishes and addresses."""
    names = sorted(map(str, texts_in(result.items)), key=len, reverse=True)
    for name in names:
        text = text.replace(name, "")
    return not re.search("[가-힣]", text)


def texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts_in(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts_in(part)]
    return []


async def test_a_first_lunch(house: House) -> None:
    hello = await talk(house, "hello")
    lunch = await talk(house, "lunch for 5000 won near Hongdae")
    closer = await talk(house, "anything cheaper?")
    hours = await talk(house, "how late is the first one open?")
    chosen = await talk(house, "the second one")
    thanks = await talk(house, "thanks!")

    turns = [hello, lunch, closer, hours, chosen, thanks]
    assert [turn.intent for turn in turns] == [
        "GREETING", "BUDGET_INQUIRY", "MODIFY_REQUEST", "TIME_INQUIRY", "SELECT_RECOMMENDATION",
        "THANKS",
    ]  # fmt: skip
    assert [turn.text for turn in turns if not is_english(turn.text, turn)] == []
    assert all(item["price_won"] <= 5000 for item in lunch.items)
    assert closer.items[1]["name"] in chosen.text


async def test_an_allergy_filters_what_is_found(house: House) -> None:
    noted = await talk(house, "I'm allergic to wheat and eggs")
    found = await talk(house, "something to eat near Hongdae please")

    assert noted.slots["allergen"] == ["밀", "달걀"]
    assert "wheat, egg" in noted.text
    assert not [item for item in found.items if "국수" in item["dishes"][0]["name"]]
    assert is_english(found.text, found)


async def test_distress_is_answered_with_people_not_with_shops(house: House) -> None:
    hungry = await talk(house, "I haven't eaten for two days and I have no money")
    hurt = await talk(house, "I don't want to live anymore")

    assert {hungry.intent, hurt.intent} == {"EMERGENCY_SUPPORT"}
    assert "129" in hungry.text
    assert hurt.text.index("109") < hurt.text.index("112")
    assert "Suicide prevention hotline (24 hours)" in hurt.text
    assert is_english(hungry.text, hungry)


async def test_what_is_kept_is_erased_after_a_yes(house: House) -> None:
    asked = await talk(house, "I love bibimbap", "please delete all my data")
    kept = await talk(house, "no, don't")
    erased = await talk(house, "delete my data", "yes, delete it")

    assert asked.outcome == "asked"
    assert kept.text == "All right, I leave it as it is. Nothing was deleted."
    assert erased.text.startswith("Everything is deleted.")


async def test_a_child_who_tells_an_age_is_told_of_the_guardian(house: House) -> None:
    told = await talk(house, "hi, i'm 9 years old and i want pizza", user="nine")

    assert told.intent == "FOOD_REQUEST"
    assert "only after your guardian has agreed" in told.text


async def test_a_diet_is_given_up(house: House) -> None:
    noted = await talk(house, "I'm vegetarian")
    gone = await talk(house, "I'm not vegetarian anymore")

    assert noted.slots["diet"] == ["vegetarian"]
    assert gone.text == "I noted that you do not follow this any more: vegetarian."


async def test_dollars_are_asked_for_in_won(house: House) -> None:
    asked = await talk(house, "any pizza for 10 bucks near Gangnam station?")
    found = await talk(house, "15000")

    assert (asked.outcome, asked.question) == ("asked", "budget")
    assert found.slots["budget_max"] == 15_000
    assert found.slots["food"] == ["피자"]


async def test_the_language_follows_whoever_speaks(house: House) -> None:
    korean = await talk(house, "lunch for 5000 won", "더 싼 데")
    ok = await talk(house, "KFC")
    english = await talk(house, "show me something else")

    assert re.search("[가-힣]요[.)]", korean.text)
    assert re.search("[가-힣]", ok.text)
    assert "won" in english.text


async def test_korean_children_and_english_ones_get_the_same_places(house: House) -> None:
    english = await talk(house, "tteokbokki near Hongdae under 8000 won", session="en", user="a")
    korean = await talk(house, "홍대 근처 8천원 미만 떡볶이", session="ko", user="b")

    assert [item["id"] for item in english.items] == [item["id"] for item in korean.items]
