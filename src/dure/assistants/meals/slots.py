"""Read the slots of an utterance, and keep those that its intent may carry."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dure.assistants.meals.budget import is_per_person, read_money
from dure.assistants.meals.contents import read_foods
from dure.assistants.meals.party import read_party
from dure.assistants.meals.words import (
    Said,
    allowed_slots,
    attributes_of,
    cues,
    names,
)
from dure.korean.dates import DAY_NAMES, DaySaid, TimeSaid, find_days, find_times
from dure.korean.lexicon import Found
from dure.korean.quantities import LAST, find_distances, find_minutes, find_ordinals

_LISTS: Final = frozenset(
    "food exclude_food companion allergen asked_allergen allergen_remove diet taste "
    "exclude_ordinal".split()
)
_CUED: Final = (
    "sort", "near", "open_now", "urgent", "card_ok", "good_shop", "coupon", "per_person",
    "meal_time", "taste", "option", "problem", "polarity", "reason", "action", "setting",
    "aspect",
)  # fmt: skip
_DROPPED: Final = re.compile(r"\s?(?:은|는|을|를|이랑|이?나|도)?\s?(?:빼|말고|제외|별로|싫|지워|아닌|아니고|패스|안\s?갈|말구|제끼|젖혀|치워|거르|걸러|가봤)")
_INSTEAD: Final = re.compile(r"\s?(?:쪽|역|동)?\s?(?:이|은|는)?\s?(?:말고|아니고|아니라|아닌|말구|아니구|대신)")
_OTHER_DAY: Final = re.compile(r"\s?(?:은|는)?\s?(?:말고|아니고|아니라|아니구)|\s?[가-힣\d,]{0,8}(?:이나)?\s?(?:다\s?)?(?:썼|먹었)(?=.*오늘)")
_HERE: Final = re.compile(r"\s?(?:대학교|쪽|에서|근처|역|에|인데|이야|이요|으로|로|사는|살|있|주변|앞|입구|가|\d+번|에선|이에요|예요|임|도착|$|[ .,!?])")
_PLACE_LIKE: Final = re.compile(
    r"(?<![가-힣])([가-힣]{1,6}(?:역|동|읍|면사무소|구청|시청|시장|공원|아파트|초등학교|중학교|고등학교|여중|여고|대학교|초|중|고|학원|도서관|터미널|로터리|사거리|먹자골목))"
    r"(?=\s?(?:에서|근처|쪽|앞|이야|인데|살|주변|에\s?있|이에요|예요|입구|정문|후문|부근|인근|임|\d번|이요|거든))"
)
_NO_PLACES: Final = frozenset("이동 저동 그동 우리동 무슨동 운동 행동 활동 감동 자동 수동 공동 최고 그리고 하고 먹고 있고 없고 싸고 말고 빼고 우리학원 다음역 이번역 무슨역 지하철역 가까운역 근처역 전철역 학원 학교 아파트 공원 시장 도서관 터미널 중 초 고".split())
_BRANCH: Final = re.compile(r"\s?(?!별점|평점|몇|[0-9.]+점|점|만점|한\s|반점)([가-힣A-Za-z0-9]{1,8}점)(?=$|[^가-힣]|[은는이가을를에도의])")
_SHOP_LIKE: Final = re.compile(
    r"(?<![가-힣])([가-힣]{1,6}(?:식당|분식|국밥|반점|치킨|통닭|김밥|떡볶이|국수|칼국수|돈까스|돈가스|해장국|순대국|순댓국|족발|보쌈|갈비|곱창|"
    r"만두|냉면|우동|초밥|스시|피자|버거|카페|베이커리|제과|빵집|밥집|식탁|키친|다이닝|가든|회관|면옥|루|각|정육점|마라탕|쌀국수|도시락|죽|뷔페|"
    r"백반|기사식당|편의점|마트|상회|포차))(?=$|[^가-힣]|에서|에|은|는|이|가|을|를|도|로|의|랑|이랑|하고|[은는]\s)"
)
_PLAIN_WORDS: Final = frozenset(
    "근처식당 맛집식당 동네식당 무슨식당 어떤식당 학교식당 구내식당 가까운식당 싼식당 착한식당 주변식당 이식당 그식당 저식당 딴식당 다른식당 좋은식당 "
    "오늘저녁식당 한식당 중식당 일식당 분식 밥집 빵집 고기뷔페 무한리필뷔페 동네카페 근처카페 키즈카페 스터디카페 북카페 애견카페 피씨카페 주변카페 "
    "이카페 그카페 매운떡볶이 국물떡볶이 그각 생각 착각 조각 하루 이루 가루 마루 감각 지각 시각 정각 즉각 각각 제각각 두루 골고루 종로루 대로루 "
    "미루 고루 서루 가게식당 학식당 단골식당 채식식당 비건식당 기사식당 대형마트 동네마트 근처마트 근처편의점 동네편의점 이마트 아무식당".split()
)
_RATING_MIN: Final = re.compile(
    r"(?:별점|평점|점수|별)\s?(?:이|은)?\s?(\d(?:\.\d)?|[한두세네]|[일이삼사오])\s?(?:점|개)?\s?(반)?\s?(?:대\s?)?(?:이상|넘|위|부터|보다\s?높|초과|짜리|(?:밑|아래|미만|이하|안\s?되는)\S{0,4}\s?(?:다\s?|전부\s?)?(?:쳐|빼|제외|걸러|거르|말고|치워))"
    r"|(\d(?:\.\d)?)\s?점\s?(?:이상|넘|위|부터)"
)
_RATING: Final = re.compile(r"(?:별점|평점|별)?\s?([1-5](?:\.\d)?|[한두세네]|다섯)\s?(?:점|개)\s?(?:준|드|줄|줌|주고|드려|짜리|만점|이요|이에요|요|임|남|$)")
_COUPON_CODE: Final = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d|[A-Z-]{5,})([A-Za-z0-9][A-Za-z0-9-]{3,19})(?![A-Za-z0-9])")
_WALK: Final = re.compile(r"걸어|도보|걷|분\s?거리|걸어서|거리에")
_WALK_AFTER: Final = re.compile(r"\s?(?:거리|이내|안(?:쪽|에|으로)?|컷|내로|정도\s?거리|만\s?걸|걸어)")
_PROMO: Final = re.compile(r"(?:1|원|일)\s?\+\s?(?:1|원|일)|원\s?플러스\s?원|2\s?\+\s?1|투\s?플러스\s?원")
_HANDOFF: Final = re.compile(r"상담(?:원|사|직원)|사람이?랑\s?(?:얘기|이야기|말|통화|연결)|사람\s?(?:연결|바꿔|불러)|담당자|직원\s?(?:연결|바꿔|불러)|고객\s?센터")
_CHANNEL: Final = re.compile(r"문자|카톡|카카오톡|이메일|메일|인스타|SMS|sms|디엠|DM|페북|페이스북")
_SHOP_TYPES: Final = {
    "편의점": re.compile(r"편의점|편점|편이점"),
    "카페": re.compile(r"카페|커피숍|커피\s?집"),
    "배달앱": re.compile(r"배달\s?앱|배민|배달의\s?민족|요기요|쿠팡\s?이츠|땡겨요|배달어플"),
    "마트": re.compile(r"마트|슈퍼"),
    "빵집": re.compile(r"빵집|제과점|베이커리"),
    "반찬가게": re.compile(r"반찬\s?(?:가게|집)"),
    "패스트푸드": re.compile(r"패스트\s?푸드"),
    "푸드트럭": re.compile(r"푸드\s?트럭"),
    "휴게소": re.compile(r"휴게소"),
    "뷔페": re.compile(r"뷔페"),
    "PC방": re.compile(r"(?:PC|피씨|피시)\s?방", re.IGNORECASE),
    "학교": re.compile(r"학교\s?(?:매점|식당)|매점"),
}
_NOT_COUPON_CODES: Final = re.compile(r"^(?:gs25|cu|bbq|bhc|kfc|7-eleven|emart24|\d+(?:m|km|kg|g|kcal|ml|am|pm|won|k)|https?|www.*|1-1)$", re.IGNORECASE)
_MEAL_ITSELF: Final = re.compile(r"\s?(?:값|밥)")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that could be a slot in a text, before its intent is known."""

    text: str
    said: tuple[Said, ...]

    def masked(self) -> str:
        """Return the text with names and amounts replaced by signs, for the classifier."""
        out, at = [], 0
        for said in sorted(self.said, key=lambda s: (s.start, -s.end)):
            sign = _SIGNS.get(said.slot)
            if sign is None or said.start < at:
                continue
            out += [self.text[at : said.start], sign]
            at = said.end
        return "".join([*out, self.text[at:]])

    def kept(self, intent: str) -> tuple[Said, ...]:
        """Return what is a slot under an intent."""
        return tuple(_settle(self, intent))

    def slots(self, intent: str) -> dict[str, Any]:
        """Return slot → value under an intent; lists hold each value once, in order."""
        out: dict[str, Any] = {}
        for said in self.kept(intent):
            if said.slot in _LISTS:
                values = out.setdefault(said.slot, [])
                if said.value not in values:
                    values.append(said.value)
            elif said.slot == "ordinal" and out.get("ordinal", said.value) != said.value:
                before = out["ordinal"]
                out["ordinal"] = [*(before if isinstance(before, list) else [before]), said.value]
            else:
                out.setdefault(said.slot, said.value)
        return out


_SIGNS: Final[Mapping[str, str]] = {
    "food": "ⓕ", "exclude_food": "ⓕ", "allergen": "ⓐ", "asked_allergen": "ⓐ",
    "allergen_remove": "ⓐ", "shop": "ⓢ", "location": "ⓛ", "ordinal": "ⓞ",
    "exclude_ordinal": "ⓞ", "budget_max": "ⓜ", "budget_min": "ⓜ", "budget_about": "ⓜ",
    "coupon_amount": "ⓜ", "balance_stated": "ⓜ", "": "ⓜ", "time": "ⓣ", "day": "ⓓ",
    "distance_max_m": "ⓚ", "walk_min": "ⓚ", "party_size": "ⓟ", "coupon_code": "ⓒ",
}  # fmt: skip


def read_slots(text: str, shown: Iterable[str] = ()) -> Reading:
    """Return what could be slots in a normalised text.

    shown: names of the shops in the list shown, which may be named without a lexicon.
    """
    blank = _Blank(text)
    said = blank.take(read_money(text))
    said += blank.take(_times(blank.left))
    said += blank.take(_days(blank.left))
    said += blank.take(_distances(blank.left))
    said += blank.take(_ratings(blank.left))
    said += blank.take(_ordinals(blank.left))
    said += blank.take(read_party(blank.left))
    said += _cued(blank.left)
    said += _loose(text)
    said += _named(text, blank, list(shown))
    if any(is_per_person(text, s.start) for s in said if s.slot.startswith("budget")):
        said.append(Said(slot="per_person", value=True, start=0, end=1))
    return Reading(text=text, said=tuple(said))


class _Blank:
    """A text in which what has been read is blanked out, so that nothing is read twice."""

    def __init__(self, text: str) -> None:
        self.left = text

    def take(self, said: list[Said]) -> list[Said]:
        for slot in said:
            if slot.slot == "companion":
                continue
            gap = "\x00" * (slot.end - slot.start)
            self.left = self.left[: slot.start] + gap + self.left[slot.end :]
        return said


def _times(text: str) -> list[Said]:
    return [
        Said(slot="time", value=_hhmm(time), start=time.start, end=time.end)
        for time in find_times(text)
        if time.minute is not None
    ]


def _hhmm(time: TimeSaid) -> str:
    minute = time.minute or 0
    # A bare "1시" to "6시" at a table is an afternoon; "7시" and later is left as it was said.
    if not time.sure and 60 <= minute < 7 * 60:
        minute += 12 * 60
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _days(text: str) -> list[Said]:
    out = []
    for day in find_days(text):
        value = _day_value(day)
        if value and not _OTHER_DAY.match(text, day.end):
            out.append(Said(slot="day", value=value, start=day.start, end=day.end))
    return out


def _day_value(day: DaySaid) -> str | None:
    if day.kind == "relative":
        return {-2: "yesterday", -1: "yesterday", 0: "today", 1: "tomorrow"}.get(day.value)
    if day.kind == "weekday":
        return DAY_NAMES[day.value]
    if day.kind == "week":
        return "last_week" if day.week == -1 else None
    return {"weekend": "weekend", "weekdays": "weekday", "holiday": "holiday"}.get(day.kind)


def _distances(text: str) -> list[Said]:
    out = [
        Said(slot="distance_max_m", value=d.low, start=d.start, end=d.end)
        for d in find_distances(text)
    ]
    for minutes in find_minutes(text):
        before = text[max(0, minutes.start - 8) : minutes.start]
        if _WALK.search(before) or _WALK_AFTER.match(text, minutes.end):
            out.append(
                Said(slot="walk_min", value=minutes.high, start=minutes.start, end=minutes.end)
            )
    return out


def _ratings(text: str) -> list[Said]:
    out = []
    for slot, pattern in (("rating_min", _RATING_MIN), ("rating", _RATING)):
        match = pattern.search(text)
        if match and not out:
            value = _score(next(group for group in match.groups() if group))
            value += 0.5 if "반" in match.groups() else 0
            out.append(Said(slot=slot, value=value, start=match.start(), end=match.end()))
    return out


def _score(said: str) -> int | float:
    words = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, **dict(zip("일이삼사오", range(1, 6), strict=True))}
    value = float(words.get(said) or said)
    return int(value) if value.is_integer() else value


def _ordinals(text: str) -> list[Said]:
    out: list[Said] = []
    following: Said | None = None
    for start, end, n in reversed(find_ordinals(text)):
        runs_on = following and re.fullmatch(r"[\s,·]*(?:이?랑|하고|과|와|도)?[\s,]*", text[end : following.start])
        dropped = _DROPPED.match(text, end) or (
            runs_on and following and following.slot == "exclude_ordinal"
        )
        slot = "exclude_ordinal" if dropped else "ordinal"
        following = Said(slot=slot, value="last" if n == LAST else n, start=start, end=end)
        out.append(following)
    return out[::-1]


def _cued(text: str) -> list[Said]:
    out = []
    for slot in _CUED:
        for value, pattern in cues()[slot].items():
            match = pattern.search(text)
            if match:
                meant = True if value == "true" else value
                out.append(Said(slot=slot, value=meant, start=match.start(), end=match.end()))
    return out


def _loose(text: str) -> list[Said]:
    patterns = {"promo": _PROMO, "handoff": _HANDOFF, "channel": _CHANNEL, "coupon_code": _COUPON_CODE}
    out = []
    for slot, pattern in patterns.items():
        match = pattern.search(text)
        if match is None or (slot == "coupon_code" and _NOT_COUPON_CODES.match(match.group(1))):
            continue
        value = {"promo": "1+1", "handoff": True}.get(slot, match.group())
        out.append(Said(slot=slot, value=value, start=match.start(), end=match.end()))
    out += [
        Said(slot="shop_type", value=value, start=match.start(), end=match.end())
        for value, pattern in _SHOP_TYPES.items()
        if (match := pattern.search(text))
    ]
    return out


def _named(text: str, blank: _Blank, shown: list[str]) -> list[Said]:
    """Return shops, places and foods; a name of the list shown comes first."""
    shops = []
    for name in shown:
        at = blank.left.find(name)
        if at >= 0:
            shops.append(Said(slot="shop", value=name, start=at, end=at + len(name)))
    out = blank.take(shops)
    found = names().find(blank.left)
    branded = [hit for hit in found if hit.name.startswith("shop:")]
    out += blank.take([_branch(text, hit) for hit in branded])
    if not out:
        out += blank.take(_shops_by_look(blank.left, found))
    found = [hit for hit in found if blank.left[hit.start] != "\x00"]
    places = _places(text, [hit for hit in found if hit.name.startswith("place:")])
    out += places or _places_by_look(blank.left)
    return out + read_foods(text, [hit for hit in found if hit.name.startswith("food:")])


def _branch(text: str, hit: Found) -> Said:
    branch = _BRANCH.match(text, hit.end)
    name = hit.name.removeprefix("shop:")
    if branch is None:
        return Said(slot="shop", value=name, start=hit.start, end=hit.end)
    return Said(slot="shop", value=f"{name} {branch[1]}", start=hit.start, end=branch.end())


def _shops_by_look(text: str, found: list[Found]) -> list[Said]:
    match = _SHOP_LIKE.search(text)
    if match is None or match[1] in _PLAIN_WORDS:
        return []
    if any(hit.start <= match.start() and hit.end >= match.end(1) for hit in found):
        return []
    return [Said(slot="shop", value=match[1], start=match.start(), end=match.end(1))]


def _places(text: str, found: list[Found]) -> list[Said]:
    return [
        Said(slot="location", value=text[hit.start : hit.end].replace(" ", ""), start=hit.start,
             end=hit.end)  # fmt: skip
        for hit in found
        if hit.exact and not _INSTEAD.match(text, hit.end) and _HERE.match(text, hit.end)
    ]


def _places_by_look(text: str) -> list[Said]:
    match = _PLACE_LIKE.search(text)
    if match is None or match[1] in _NO_PLACES:
        return []
    return [Said(slot="location", value=match[1], start=match.start(1), end=match.end(1))]


def _settle(reading: Reading, intent: str) -> Iterable[Said]:
    allowed = allowed_slots().get(intent, frozenset())
    present = {said.slot for said in reading.said}
    for said in reading.said:
        if said.slot in allowed and not _overruled(said, intent, reading, present):
            yield said
    attribute = _attribute(reading.text, intent)
    if attribute:
        yield attribute


def _overruled(said: Said, intent: str, reading: Reading, present: set[str]) -> bool:
    """Whether something else that was said makes this no slot of its own."""
    text, values = reading.text, {s.value for s in reading.said if s.slot == said.slot}
    if said.slot in ("problem", "reason", "action", "polarity", "aspect", "setting"):
        return said.value != next(v for v in cues()[said.slot] if v in values)
    if said.slot == "taste" and said.value == "spicy":
        return "not_spicy" in values
    if said.slot == "near":
        return any(s.slot == "sort" and s.value == "near" for s in reading.said)
    if said.slot == "sort":
        return said.value != next(v for v in cues()["sort"] if v in values) and "value" in values
    if said.slot == "meal_time":
        return intent == "FOOD_REQUEST" and _MEAL_ITSELF.match(text, said.end) is None and False
    return _overruled_name(said, intent, reading, present)


def _overruled_name(said: Said, intent: str, reading: Reading, present: set[str]) -> bool:
    if said.slot == "open_now":
        return "time" in present
    return said.slot == "coupon" and "coupon_amount" in present


def _attribute(text: str, intent: str) -> Said | None:
    for value in attributes_of().get(intent, ()):
        match = cues()["attribute"][value].search(text)
        if match:
            return Said(slot="attribute", value=value, start=match.start(), end=match.end())
    return None
