import pytest
from tests.assistants.home.commands_flat import read


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("리스트에 사과 담아줘", ["사과"]),
        ("담아줘 리스트에 사과", ["사과"]),
        ("리스트에사과담아줘", ["사과"]),
        ("쇼핑 목록에 마늘 추가해줘", ["마늘"]),
        ("오이를 장바구니에 넣어", ["오이"]),
        ("어 장보기 목록에 계란 한 판 적어줘", ["계란 한 판"]),
        ("쇼핑 리스트에 어묵 좀 추가", ["어묵"]),
        ("장보기 목록에 우유랑 빵 추가", ["우유", "빵"]),
    ],
)
def test_the_item_is_what_was_said(said: str, items: list[str]) -> None:
    assert read(said) == [("HassShoppingListAddItem", {"item": item}) for item in items]


def test_another_list_is_not_ours() -> None:
    assert read("토마토도 알레르기 목록에 넣어줘") == []
