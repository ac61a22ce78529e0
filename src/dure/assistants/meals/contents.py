"""What is to be eaten and what is not: foods, exclusions, allergies, diets.

Never guessed: a food is an allergen only where allergy or its signs are spoken of, and a
question whether something is inside writes nothing down.
"""

import re
from typing import Final

from dure.assistants.meals.words import Said, cues, foods, variants
from dure.korean.lexicon import Found

_ALLERGY: Final = re.compile(r"알레르기|알러지|알레르지|앨러지|알레리기|알러쥐|알르레기|앨러쥐|allergy|아나필락시스", re.IGNORECASE)
_SIGNS: Final = re.compile(
    r"두드러기|가려(?:워|웠|움|운|지)|가렵|목이?\s?(?:붓|부|간지)|숨\s?(?:막|을\s?못|이\s?막|차)|토(?:해|하|함|했)|배탈|탈\s?나|"
    r"입술이?\s?(?:붓|부)|응급실|빨개|발진|설사|뒤집어|큰일\s?나|부어|붓는|입이?\s?간지"
)
_GONE: Final = re.compile(
    r"(?:이제|더\s?이상|지금은).{0,14}(?:괜찮|먹어도|없|나았|아니|먹을\s?수)|없어졌|나았|사라졌|해제|아니래|다\s?나|괜찮아졌|괜찮대|잘못\s?(?:말|등록)|"
    r"(?:알레르기|알러지)(?:는|가|도)?\s?(?:목록에서\s?)?(?:아니|아닌|없(?:어|다|대|음|었)|빼|지워|삭제|취소)|먹어도\s?(?:된|돼|괜찮)|목록에서\s?(?:빼|지)"
)
_INSIDE: Final = re.compile(
    r"(?:이|가|도|은|는)?\s?(?:많이\s?)?(?:들어(?:가|있|갔|간|감|\s?있)|들었|들어요|들어\?|있(?:나|어|는지|냐|음\?|나요|어요)|쓰(?:나|는지|냐|세요)|포함|안\s?들어|넣|섞|빠지|빠졌|성분|함유|빼\s?(?:줄|달|주실))"
)
_QUESTION: Final = re.compile(r"\?|나요|까요|는지|냐|니\b|가요|[어아]요\s*$|음\s*$|나\s*$|니\s*$|지\s*$|감\s*$|어\s*$|가\s*$|죠|임\s*$")
_SUFFIX: Final = r"(?:\s?(?:집|가게|점|류|종류|요리|음식|메뉴|같은|이런|쪽|전문점|맛집))*\s?(?:거|것|건|꺼|걸|게)?"
_WITHOUT: Final = re.compile(
    _SUFFIX + r"\s?(?:은|는|을|를|도|이|가|만|랑|이랑|하고|으로|로)?\s?(?:진짜|너무|좀|절대|아예|전혀|이제|다|제발|정말|별로|완전|오늘은|말고도)?\s?"
    r"(?:말고|말구|말곤|대신|차단|추천하지\s?마|빼|제외|아닌|아니고|아니면|아니라|싫|시러|시름|못\s?먹|못\s?드|못먹|안\s?먹(?!어\s?봤|어봤)|안\s?먹고|안\s?좋아|안조아|"
    r"질렸|질려|질림|물려|물렸|지겨|지긋|별로|그만|안\s?땡|안\s?당|됐고|됐어|노노|ㄴㄴ|없는|없이|안\s?들어|안\s?넣|극혐|혐|피하|패스|싫음|제외|금지|no\b|안\s?내켜|토\s?나|입에\s?안|냄새)"
)
_NOT_WITHOUT: Final = re.compile(r"싫(?:어하|은|진|지)\w{0,3}\s?(?:건|게|거|것)?\s?(?:아니|않)|(?:빼|말)지\s?(?:말|마)|없으면|아니면\s?(?:안|죽)|안\s?먹(?:으면|어\s?본)")
_JOIN: Final = re.compile(r"^\s?(?:이?랑|하고|와|과|,|·|/|도|및|그리고|이나|나)\s?(?:이?랑\s?)?$")
_UNKNOWN: Final = re.compile(
    r"([가-힣]{1,6}?)(?:에|가|이|은|는|도|한테|를|을)?\s?(?:알레르기|알러지|알레르지|앨러지)(?!\s?(?:정보|표시|성분|목록|있는\s?거\s?있|같은))"
)
_UNKNOWN_SIGNS: Final = re.compile(r"([가-힣]{1,6}?)(?:만|을|를|은|는)?\s?(?:조금만\s?)?먹(?:으면|고|었더니|고\s?나서)")
_NOT_A_FOOD: Final = frozenset(
    "나 저 내 제 난 전 애 우리 우리애 저희 제가 내가 이 그 무슨 어떤 음식 식품 딸 아들 동생 아이 심한 친구 걔 얘 제일 진짜 나도 저도 이제 원래 그거 그건 이거 뭐 약간 내가 사실 아무 좀 또 특정 엄마 아빠 밥 점심 저녁 아침 같이 안 못 잘 많이 다른 등록 조금 것 거 계절 꽃가루 먼지 고양이 강아지 털 약 햇빛 금속 딴 혹시 아 근데 그리고 참".split()
)
# Names that are also other words (배고파, 밤에, 파는, 어디 가지): a food only where eaten.
_WEAK: Final = frozenset("파 배 밤 게 무 감 김 국 회 면 떡 굴 꿀 쌀 가지 대구 고수 탕 찜 죽 울면 대창 술 대게 안주 조기 고추 도미 나초 당근 사과 나물 내장 보리".split())
_EATEN: Final = re.compile(
    r"\s?(?:종류|류|요리|집|가게)?\s?(?:은|는|을|를|도|이|가|만|에|까지)?\s?(?:(?:진짜|너무|좀|절대|아예|전혀|잘|또|다|제일|더|정말|완전)\s?)*"
    r"(?:알레|알러|앨러|못\s?먹|안\s?먹|싫|빼|말고|들어[가있갔]|들었|넣|먹|좋아|좋[은을]|땡|당[기겨]|사\s?먹|있는\s?데|추천|파는|질|별로|제외|종류|한\s?그릇|$)"
    r"|\s?(?:이?랑|하고|,|과|와)\s?[가-힣]"
)
_NAMES_NO_FOOD: Final = frozenset(("밥", "음식", "식사", "끼니", "메뉴"))


def read_foods(text: str, found: list[Found]) -> list[Said]:
    """Return food, exclude_food, allergen, asked_allergen, allergen_remove and diet slots.

    found: the foods of the lexicon in the text ("food:…" names only).
    """
    diets = [
        Said(slot="diet", value=value, start=match.start(), end=match.end())
        for value, pattern in cues()["diet"].items()
        if (match := pattern.search(text))
    ]
    taken = [(diet.start, diet.end) for diet in diets if diet.value == "no_pork"]
    slots = list(diets)
    said = {text[diet.start : diet.end] for diet in diets}
    found = [
        hit
        for hit in found
        if _is_food(text, hit) and not any(text[hit.start : hit.end] in word for word in said)
    ]
    roles = _roles(text, found)
    for hit, role in zip(found, roles, strict=True):
        if any(start <= hit.start < end for start, end in taken):
            continue
        slots.append(Said(slot=role, value=_name(text, hit), start=hit.start, end=hit.end))
    if not any(s.slot in ("allergen", "allergen_remove", "asked_allergen") for s in slots):
        slots += _unknown_allergens(text)
    return slots


def _is_food(text: str, hit: Found) -> bool:
    name = hit.name.removeprefix("food:")
    if re.match(r"\.{2,}\s?아니|\s?아니\s?아니", text[hit.end :]):
        return False
    if name not in _WEAK:
        return True
    if name == "가지" and re.search(r"어디\s?$|뭐\s?$|어떻게\s?$|한\s?$|두\s?$|여러\s?$", text[: hit.start]):
        return False
    following = text[hit.end :]
    if name == "찜" and not re.match(r"\s?(?:요리|종류|먹|집)", following):
        return False
    return bool(_EATEN.match(following)) and not (name == "파" and following.startswith("는"))


def _name(text: str, hit: Found) -> str:
    """Keep an accepted spelling as it was said (돈까스, 계란); mend slips and short forms."""
    said = text[hit.start : hit.end].replace(" ", "")
    if said.endswith("음식") and said != "음식":
        return said
    return said if said in variants() else hit.name.removeprefix("food:")


def _roles(text: str, found: list[Found]) -> list[str]:
    """Return the role of each food; those joined by 랑 or a comma share the last one's."""
    roles: list[str] = []
    for hit in reversed(found):
        following = found[len(found) - len(roles)] if roles else None
        joined = following is not None and _JOIN.match(text[hit.end : following.start])
        if joined and roles[-1] != "food" and _own_role(text, hit) == "food":
            roles.append(roles[-1])
        else:
            roles.append(_own_role(text, hit))
    return roles[::-1]


def _own_role(text: str, hit: Found) -> str:
    after = text[hit.end :]
    kind = foods()[hit.name.removeprefix("food:")].kind
    allergy = _ALLERGY.search(text)
    if kind in ("ingredient", "drink", "dish", "category") and allergy:
        near = _ALLERGY.search(after[:14]) or (
            kind == "ingredient" and not re.search(r"들어|괜찮은|먹을", after[:10])
        )
        if near:
            return "allergen_remove" if _GONE.search(text) else "allergen"
    if _SIGNS.search(after[:22]) and re.match(r".{0,8}(?:먹|마시|닿|들어)", after):
        return "allergen"
    if kind == "ingredient" and _INSIDE.match(after) and _asks(text, after):
        return "asked_allergen"
    if _WITHOUT.match(after) and not _NOT_WITHOUT.search(after[:16]):
        return "exclude_food"
    return "food"


def _asks(text: str, after: str) -> bool:
    if re.search(r"(?:안|못)\s?먹|빼고|말고|없는\s?(?:데|곳|거|걸)|추천|찾아", text):
        return bool(re.search(r"\?|나요|는지|니\s*$|냐", text)) and "추천" not in text
    return _QUESTION.search(after) is not None


def _unknown_allergens(text: str) -> list[Said]:
    """Return what an allergy is said of although the lexicon does not know it."""
    match = _UNKNOWN.search(text)
    if match is None and _SIGNS.search(text):
        match = _UNKNOWN_SIGNS.search(text)
    if match is None or match.group(1) in _NOT_A_FOOD or match.group(1) in _NAMES_NO_FOOD:
        return []
    slot = "allergen_remove" if _GONE.search(text) else "allergen"
    return [Said(slot=slot, value=match.group(1), start=match.start(1), end=match.end(1))]
