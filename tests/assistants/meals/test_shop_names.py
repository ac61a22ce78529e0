"""Shops of an operator's own catalogue are heard by their names, and by nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import NOON

from dure.app.wire import House, open_house
from dure.assistants.meals.shop_names import is_called, name_in, read_with_shops, strange_name
from dure.engine.assistant import Understanding
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.settings import Settings

NAMES = (
    "CU 중앙점", "BHC 중앙점", "GS25 중앙점", "착한사람들", "비빔공방", "달그림자",
    "나무 그늘 아래", "Mom's Kitchen", "배고파", "맛있는집", "오늘은우동", "서당골", "KFC중앙역점",
)  # fmt: skip
BY_PLAIN = {"".join(name.split()).lower(): name for name in NAMES}
SHOPS = "name,lat,lon,address,category,menus,card_flag,open_time\n" + "".join(
    f"{name},37.38{n:02},127.12,성남시 중앙로 {n},한식,백반: 7000,{'NY'[n % 2]},11:00~20:00\n"
    for n, name in enumerate(NAMES)
)
FIELDS = ("name", "lat", "lon", "address", "category", "menus", "card_flag", "open_time")
MAP = 'source = "시험"\n[columns]\n' + "".join(f'{name} = "{name}"\n' for name in FIELDS)


def find(said: str) -> str | None:
    return BY_PLAIN.get("".join(said.split()).lower())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("CU 중앙점 몇 시까지 해?", "CU 중앙점"),
        ("씨유 중앙점에서 뭐 팔아", "CU 중앙점"),
        ("cu중앙점 전화번호", "CU 중앙점"),
        ("비에이치씨 중앙점은 카드 되나요", "BHC 중앙점"),
        ("지에스25 중앙점 열었어?", "GS25 중앙점"),
        ("혹시 착한사람들은 급식카드 돼요?", "착한사람들"),
        ("달그림자, 거기 별점 몇이야", "달그림자"),
        ("나무그늘아래가 어디예요", "나무 그늘 아래"),
        ("mom's kitchen 메뉴 좀", "Mom's Kitchen"),
        ("KFC 중앙역점도 배달 되나", "KFC중앙역점"),
    ],
)
def test_a_name_of_the_catalogue_is_found_in_a_sentence(said: str, name: str) -> None:
    named = name_in(said, find)

    assert named is not None
    assert named.name == name


@pytest.mark.parametrize(
    "said", ["점심 추천해줘", "착한 가격 식당", "그림자", "CU", "서당골목 맛집", "안달그림자"]
)
def test_what_is_no_whole_name_is_none(said: str) -> None:
    assert name_in(said, find) is None


def test_the_longest_name_is_the_one_that_is_meant() -> None:
    shops = {"달그림자": "달그림자", "달그림자본점": "달그림자 본점"}

    named = name_in("달그림자 본점 열었어?", lambda said: shops.get("".join(said.split())))

    assert named is not None
    assert (named.name, named.start, named.end) == ("달그림자 본점", 0, 7)


def test_where_the_reader_hears_no_shop_the_sentence_is_read_as_it_stands() -> None:
    heard = []

    def read(text: str) -> Understanding:
        heard.append(text)
        return Understanding(intent="THANKS", confidence=1.0)

    read_with_shops("착한사람들 고마워", (), find, read=read)

    assert heard[-1] == "착한사람들 고마워"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("CU 중앙점", True),
        ("CU중앙점", True),
        ("cu", True),
        ("CU", True),
        ("CURRY집", False),
        ("Cucina 중앙점", False),
        ("CURRY 중앙점", False),
        ("씨유라면집", False),
    ],
)
def test_a_chain_is_known_by_its_name_and_not_by_how_a_name_begins(
    name: str, *, is_one: bool
) -> None:
    assert is_called(name, ("씨유", "cu")) is is_one


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    (tmp_path / "shops.csv").write_text(SHOPS, encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    settings = {
        "DURE_DATA_DIR": str(tmp_path / "data"),
        "DURE_MEALS_CATALOGUE": str(tmp_path / "shops.csv"),
        "DURE_MEALS_COLUMNS": str(tmp_path / "map.toml"),
        "DURE_MEALS_DEFAULT_PLACE": "37.3806,127.12",
    }
    made = open_house(Settings(settings), only=["meals"], clock=StillClock(NOON))
    yield made
    await made.close()


async def say(house: House, text: str, session: str = "s") -> TurnResult:
    return await house.turns.take("meals", TurnRequest(text=text, session=session, user=session))


@pytest.mark.parametrize(
    ("said", "intent", "shop"),
    [
        ("씨유 중앙점 카드 돼?", "CARD_USE_INQUIRY", "CU 중앙점"),
        ("BHC 중앙점 몇 시에 닫아요", "TIME_INQUIRY", "BHC 중앙점"),
        ("비빔공방 백반 얼마야", "PRICE_INQUIRY", "비빔공방"),
        ("나무그늘아래 급식카드 되나요", "CARD_USE_INQUIRY", "나무 그늘 아래"),
        ("서당골 메뉴 뭐 있어", "MENU_INQUIRY", "서당골"),
        ("비빔공방", "SHOP_INQUIRY", "비빔공방"),
        ("CU 중앙점?", "SHOP_INQUIRY", "CU 중앙점"),
        ("오늘은우동 몇시까지 해", "TIME_INQUIRY", "오늘은우동"),
        ("맛있는집 카드 돼?", "CARD_USE_INQUIRY", "맛있는집"),
    ],
)
async def test_a_question_about_a_shop_of_ones_own_is_answered_about_it(
    house: House, said: str, intent: str, shop: str
) -> None:
    answer = await say(house, said)

    assert (answer.intent, answer.slots.get("shop")) == (intent, shop)
    assert shop in answer.text


@pytest.mark.parametrize(
    "said",
    [
        "배고파",
        "배고파 뭐 먹지",
        "맛있는집 추천해줘",
        "맛있는 집 알려줘",
        "오늘은 우동 먹고 싶어",
        "달그림자 졌네 저녁 뭐 먹을까",
    ],
)
async def test_ordinary_words_that_are_a_shops_name_stay_ordinary(house: House, said: str) -> None:
    answer = await say(house, said)

    assert answer.intent == "FOOD_REQUEST"
    assert "shop" not in answer.slots


async def test_a_shop_that_is_named_is_never_answered_with_the_one_spoken_of(house: House) -> None:
    await say(house, "서당골 카드 돼?")

    answers = [
        await say(house, text)
        for text in ("달그림자 카드 돼?", "비빔공방 백반 얼마야", "CU 중앙점 몇 시까지야")
    ]

    assert [answer.slots.get("shop") for answer in answers] == ["달그림자", "비빔공방", "CU 중앙점"]
    assert not any("서당골" in answer.text for answer in answers)


@pytest.mark.parametrize(
    ("said", "shop"),
    [
        ("씨유 몇 시까지 해?", "CU 중앙점"),
        ("BHC 카드 돼?", "BHC 중앙점"),
        ("지에스25 전화번호 알려줘", "GS25 중앙점"),
    ],
)
async def test_a_chain_without_its_branch_is_the_nearest_one(
    house: House, said: str, shop: str
) -> None:
    assert shop in (await say(house, said)).text


async def test_a_chain_that_the_catalogue_does_not_hold_is_not_known(house: House) -> None:
    answer = await say(house, "굽네치킨 카드 돼?")

    assert (answer.reason, "굽네치킨" in answer.text) == ("unknown_shop", True)


async def test_a_bare_name_answers_which_shop_was_meant(house: House) -> None:
    await say(house, "점심 추천해줘")
    asked = await say(house, "몇 시까지 해?")

    answer = await say(house, "달그림자")

    assert asked.outcome == "asked"
    assert (answer.intent, answer.slots.get("shop")) == ("TIME_INQUIRY", "달그림자")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("별헤는언덕 카드 돼?", "별헤는언덕"),
        ("그럼 초록바람은 몇 시까지 해?", "초록바람"),
        ("담소마루 별점 몇이야", "담소마루"),
        ("혹시 두레마당에서 급식카드 되나요", "두레마당"),
        ("거기는 카드 돼?", None),
        ("삼성페이 카드 돼?", None),
        ("부모님 카드 돼?", None),
        ("토요일은 언제 닫아", None),
        ("다른사람 전화번호 알려줘", None),
        ("라스트오더 몇 시까지야", None),
        ("김치찌개 카드 돼?", None),
    ],
)
def test_a_word_that_nobody_knows_may_be_a_shops_name(said: str, name: str | None) -> None:
    strange = strange_name(said)

    assert (strange.name if strange else None) == name


async def test_a_shop_that_nobody_knows_is_not_answered_with_the_one_spoken_of(
    house: House,
) -> None:
    await say(house, "서당골 카드 돼?")

    answer = await say(house, "별헤는언덕 카드 돼?")
    after = await say(house, "거기 몇 시까지 해?")

    assert (answer.reason, "서당골" in answer.text) == ("unknown_shop", False)
    assert "서당골" in after.text
