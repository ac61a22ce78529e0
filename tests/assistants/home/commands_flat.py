"""A small flat for the tests of commands."""

from dure.assistants.home.household import Entity, Household, HouseholdIndex, index
from dure.assistants.home.meaning import Meaning
from dure.assistants.home.understand import understand

FLAT = Household(
    entities=(
        Entity(name="거실 조명", domain="light", area="거실", state="on"),
        Entity(name="침실 무드등", domain="light", area="침실"),
        Entity(name="거실 에어컨", domain="climate", area="거실"),
        Entity(name="침실 에어컨", domain="climate", area="침실"),
        Entity(name="거실 커튼", domain="cover", area="거실", device_class="curtain"),
        Entity(name="차고문", domain="cover", area="차고", device_class="garage"),
        Entity(name="현관 도어락", domain="lock", area="현관", state="locked"),
        Entity(name="가스밸브", domain="valve", area="주방"),
        Entity(name="티비", domain="media_player", area="거실", aliases=("텔레비전",)),
        Entity(name="선풍기", domain="fan", area="거실", attributes={"percentage_step": 25}),
        Entity(name="로봇청소기", domain="vacuum", area="거실"),
        Entity(name="현관 모션 센서", domain="binary_sensor", area="현관", device_class="motion"),
        Entity(name="스탠드", domain="light", area="거실"),
        Entity(name="스탠드", domain="light", area="침실"),
        Entity(name="영화 모드", domain="scene"),
    ),
    areas=("거실", "침실", "주방", "현관", "차고"),
    area_aliases={"침실": ("안방",)},
)
READY: HouseholdIndex = index(FLAT)


def means(text: str, *, speaker_area: str | None = None, after: str | None = None) -> Meaning:
    """Return what a sentence means in the flat, perhaps after another one."""
    previous = understand(after, READY, speaker_area=speaker_area) if after else None
    return understand(text, READY, speaker_area=speaker_area, previous=previous)


def read(
    text: str, *, speaker_area: str | None = None, after: str | None = None
) -> list[tuple[str, dict[str, object]]]:
    """Return intents and slots."""
    meaning = means(text, speaker_area=speaker_area, after=after)
    return [(command.intent, dict(command.slots)) for command in meaning.commands]


def refused(text: str) -> str | None:
    """Return the reason of a refusal."""
    refusal = means(text).refusal
    return refusal.reason if refusal else None
