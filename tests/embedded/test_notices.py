"""The recorded requests have the shape that the services take, and tell nobody what it is about."""

from dataclasses import replace
from typing import Any

import pytest
from tests.ports.test_notices import NOTICE

from dure.embedded.notices import (
    TEMPLATE,
    RecordedAlimtalk,
    RecordedFcm,
    alimtalk_request,
    check_alimtalk,
    check_fcm,
    fcm_request,
)
from dure.errors import InvalidInput
from dure.ports.notices import NoticeTarget

PHONE = NoticeTarget(
    id="t", channel="alimtalk", tenant="main", user="kim", address={"phone": "01012345678"}
)
APP = NoticeTarget(id="t", channel="fcm", tenant="main", user="kim", address={"token": "f" * 40})


async def test_a_locked_screen_shows_neither_the_card_nor_what_it_is_about() -> None:
    app, talk = RecordedFcm(), RecordedAlimtalk("https://bob.example.org/")
    await app.send(NOTICE, APP)
    await talk.send(NOTICE, PHONE)

    shown = str(app.sent) + str(talk.sent) + TEMPLATE
    assert not [word for word in ("카드", "급식", "잔액", "balance") if word in shown]
    assert talk.sent[0]["recipientList"][0]["buttons"][0]["linkMo"] == (
        "https://bob.example.org/#notice=1"
    )


def test_the_template_is_filled_with_who_tells_however_the_title_is_said() -> None:
    told = replace(NOTICE, title="Meals has something to tell you")

    request = alimtalk_request(told, PHONE, site="https://a")

    assert request["recipientList"][0]["templateParameter"] == {"이름": "밥"}
    check_alimtalk(request, TEMPLATE)


async def test_an_app_may_replace_what_it_was_sent_twice() -> None:
    app = RecordedFcm()
    await app.send(NOTICE, APP)

    message = app.sent[0]["message"]
    assert message["android"]["collapse_key"] == NOTICE.id
    assert message["data"] == {"notice": NOTICE.id, "path": NOTICE.path}


@pytest.mark.parametrize(
    ("name", "value"),
    [("from", "x"), ("google.x", "x"), ("n", 5), ("long", "x" * 5000)],
)
def test_data_that_the_service_refuses_is_refused_here(name: str, value: object) -> None:
    request = fcm_request(NOTICE, APP)
    request["message"]["data"][name] = value

    with pytest.raises(InvalidInput):
        check_fcm(request)


@pytest.mark.parametrize(
    "change",
    [
        {"recipientNo": "02-123-4567"},
        {"templateParameter": {}},
        {"templateParameter": {"이름": "밥", "잔액": "1"}},
        {"templateParameter": {"이름": "밥" * 1000}},
        {
            "buttons": [
                {"type": "WL", "name": "아주 긴 이름을 가진 버튼이에요", "linkMo": "https://a"}
            ]
        },
        {"buttons": [{"type": "WL", "name": "보기", "linkMo": "javascript:1"}]},
    ],
)
def test_a_message_that_does_not_fit_its_template_is_refused(change: dict[str, Any]) -> None:
    request = alimtalk_request(NOTICE, PHONE, site="https://a")
    request["recipientList"][0].update(change)

    with pytest.raises(InvalidInput):
        check_alimtalk(request, TEMPLATE)
