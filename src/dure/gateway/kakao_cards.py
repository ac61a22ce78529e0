"""An answer in KakaoTalk's own form: speech bubbles, cards with buttons, quick replies.

Sizes are Kakao's (skill responses 2.0); what is longer is cut here, so that nothing is turned
away there. Nothing is said of the meal card that the answer itself does not say.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from dure.kernel.events import Json
from dure.kernel.turns import TurnResult

VERSION: Final = "2.0"
TEXT_LIMIT: Final = 1000
OUTPUTS: Final = 3
CARDS: Final = 10
BUTTONS: Final = 3
QUICK_REPLIES: Final = 10
LABEL_LIMIT: Final = 14
TITLE_LIMIT: Final = 50
CARD_LIMIT: Final = 400
"""Letters of a card that stands alone, its title among them."""
ROW_LIMIT: Final = 128
"""Letters of what is said on a card in a row, beside its title."""
_MAP: Final = "https://map.kakao.com/link/to/"
_PHONE: Final = re.compile(r"[\d-]{2,15}")
_YES_OR_NO: Final = ("relax", "delete", "consent", "other_words", "confirm")
"""What is asked by questions that a yes or a no answers."""
_ORDINALS: Final = ("첫 번째", "두 번째", "세 번째", "네 번째", "다섯 번째")


def of_result(result: TurnResult, before: Sequence[TurnResult] = ()) -> Json:
    """Return the response for an answer; before: answers that came too late for their own."""
    told = [_bubble(late.text) for late in before[-(OUTPUTS - 2) :]]
    cards = _cards(result.items)
    outputs = [*told, _bubble(result.text), *([cards] if cards else [])]
    return _response(outputs, _next(result))


def of_text(text: str, next_ones: Sequence[str] = ()) -> Json:
    """Return the response that says one thing. next_ones: what may be said next by one press."""
    return _response([_bubble(text)], next_ones)


def later(text: str) -> Json:
    """Return the response that promises the answer by callback; text: what is said meanwhile."""
    return {"version": VERSION, "useCallback": True, "data": {"text": cut(text, TEXT_LIMIT)}}


def cut(text: str, limit: int) -> str:
    """Return a text of at most so many letters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _response(outputs: Sequence[Json], next_ones: Sequence[str]) -> Json:
    template: Json = {"outputs": list(outputs)[:OUTPUTS]}
    if next_ones:
        template["quickReplies"] = [
            {"action": "message", "label": cut(said, LABEL_LIMIT), "messageText": said}
            for said in next_ones[:QUICK_REPLIES]
        ]
    return {"version": VERSION, "template": template}


def _bubble(text: str) -> Json:
    return {"simpleText": {"text": cut(text, TEXT_LIMIT)}}


def _cards(items: Sequence[Mapping[str, Any]]) -> Json | None:
    """Return places as a row of cards, or numbers to call as one; None for anything else."""
    shops = [item for item in items if item.get("kind") == "shop" and item.get("name")]
    if not shops:
        return _calls([item for item in items if _PHONE.fullmatch(str(item.get("number", "")))])
    # Of Kakao's cards this is the one that may be without a picture.
    if len(shops) == 1:
        return {"textCard": _shop(0, shops[0], alone=True)}
    cards = [_shop(place, shop, alone=False) for place, shop in enumerate(shops[:CARDS])]
    return {"carousel": {"type": "textCard", "items": cards}}


def _shop(place: int, shop: Mapping[str, Any], *, alone: bool) -> Json:
    card: Json = {"title": cut(str(shop["name"]), TITLE_LIMIT), "buttons": []}
    described = _described(shop)
    if described:
        card["description"] = cut(described, CARD_LIMIT - TITLE_LIMIT if alone else ROW_LIMIT)
    if shop.get("lat") is not None and shop.get("lon") is not None:
        where = f"{quote(str(shop['name']), safe='')},{shop['lat']},{shop['lon']}"
        card["buttons"].append({"action": "webLink", "label": "길찾기", "webLinkUrl": _MAP + where})
    if place < len(_ORDINALS):
        said = f"{_ORDINALS[place]}로 할게요"
        card["buttons"].append({"action": "message", "label": "이걸로 할게요", "messageText": said})
    return card


def _described(shop: Mapping[str, Any]) -> str:
    """Return what is known of a place; what is unknown is left out, not made up."""
    dishes = [dish.get("name") for dish in shop.get("dishes") or ()][:1]
    told = [str(dish) for dish in dishes if dish]
    if shop.get("price_won") is not None:
        told.append(f"{shop['price_won']:,}원")
    if shop.get("pays_won") not in (None, shop.get("price_won")):
        told.append(f"쿠폰 쓰면 {shop['pays_won']:,}원")
    if shop.get("walk_min") is not None:
        told.append(f"걸어서 약 {shop['walk_min']}분")
    return " · ".join(told)


def _calls(lines: Sequence[Mapping[str, Any]]) -> Json | None:
    if not lines:
        return None
    buttons = [
        {
            "action": "phone",
            "label": cut(f"{line['number']} 전화", LABEL_LIMIT),
            "phoneNumber": str(line["number"]),
        }
        for line in lines[:BUTTONS]
    ]
    return {"textCard": {"title": "바로 전화할 수 있어요", "buttons": buttons}}


def _next(result: TurnResult) -> list[str]:
    """Return what may be said next by one press."""
    if result.outcome == "asked":
        return ["네", "아니요"] if _is_yes_or_no(result) else []
    if any(item.get("kind") == "shop" for item in result.items):
        return ["더 싼 거", "다른 데", "더 가까운 데"]
    return []


def _is_yes_or_no(result: TurnResult) -> bool:
    # "Did you mean this?" names one thing; "this or that?" names two.
    return result.question in _YES_OR_NO or (result.question == "intent" and len(result.items) == 1)
