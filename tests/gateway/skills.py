"""Payloads as Kakao i Open Builder sends them (skill payload 2.0), and its rules for responses.

Written from Kakao's public pages ("응답 타입별 JSON 포맷", "AI 챗봇 콜백 개발 가이드"); none was
recorded from a real bot.
"""

from typing import Any

USER = "8d0a1e2f3b4c5d6e7f8091a2b3c4d5e6f7"


def payload(text: str, *, user: str = USER, callback: str | None = None) -> dict[str, Any]:
    """Return what a bot sends when a person has said something."""
    asked: dict[str, Any] = {
        "timezone": "Asia/Seoul",
        "params": {"ignoreMe": "true", "surface": "Kakaotalk.plusfriend"},
        "block": {"id": "5f1e2d3c4b5a", "name": "폴백 블록"},
        "utterance": text,
        "lang": "ko",
        "user": {
            "id": user,
            "type": "botUserKey",
            "properties": {"plusfriendUserKey": f"pf-{user[:8]}", "botUserKey": user},
        },
    }
    if callback is not None:
        asked["callbackUrl"] = callback
    return {
        "intent": {"id": "5f1e2d3c4b5a", "name": "폴백 블록"},
        "userRequest": asked,
        "bot": {"id": "bot-1", "name": "밥 도우미"},
        "action": {
            "name": "dure",
            "clientExtra": None,
            "params": {},
            "id": "skill-1",
            "detailParams": {},
        },
        "contexts": [],
    }


def check_response(response: dict[str, Any]) -> None:
    """Hold a response against what Kakao takes."""
    assert response["version"] == "2.0"
    if response.get("useCallback"):
        assert set(response) == {"version", "useCallback", "data"}
        return
    template = response["template"]
    assert 1 <= len(template["outputs"]) <= 3
    for output in template["outputs"]:
        check_output(output)
    for reply in template.get("quickReplies", ()):
        assert reply["action"] == "message"
        assert 0 < len(reply["label"]) <= 14
        assert reply["messageText"]
    assert len(template.get("quickReplies", ())) <= 10


def check_output(output: dict[str, Any]) -> None:
    [(kind, body)] = output.items()
    if kind == "simpleText":
        assert 0 < len(body["text"]) <= 1000
    elif kind == "carousel":
        assert 1 <= len(body["items"]) <= 10
        for card in body["items"]:
            check_card(body["type"], card, most=128)
    else:
        check_card(kind, body, most=400 - len(body.get("title", "")))


def check_card(kind: str, card: dict[str, Any], *, most: int) -> None:
    """most: letters of its description, where it needs no picture."""
    assert kind in ("basicCard", "textCard")
    assert len(card.get("title", "")) <= 50
    if kind == "basicCard":
        assert card["thumbnail"]["imageUrl"]
        assert len(card.get("description", "")) <= 230
    else:
        assert card.get("title") or card.get("description")
        assert len(card.get("description", "")) <= most
    assert len(card.get("buttons", ())) <= 3
    for button in card.get("buttons", ()):
        needed = {"webLink": "webLinkUrl", "message": "messageText", "phone": "phoneNumber"}
        assert button[needed[button["action"]]]
        assert 0 < len(button["label"]) <= 14
        assert button.get("webLinkUrl", "https://").startswith("https://")
