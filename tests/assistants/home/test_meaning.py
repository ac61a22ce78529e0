from dure.assistants.home.meaning import Unclear


def test_what_is_unclear_carries_its_refusal() -> None:
    refusal = Unclear("ambiguous_target", "스탠드", candidates=("거실 스탠드",)).refusal

    assert (refusal.reason, refusal.said, refusal.candidates) == (
        "ambiguous_target", "스탠드", ("거실 스탠드",),
    )  # fmt: skip
