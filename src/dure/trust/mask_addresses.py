"""Find postal addresses: by road or by lot, up to the last unit (building, floor, room).

A bare place (a province, a city, a district, a road) is nobody's address; a number of a house
makes it one. A road without a city needs a floor, a room or a word about an address.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from dure.kernel.data import read_toml
from dure.trust.mask_spans import Personal

_HINT: Final = re.compile(r"(?:로|길|동|리|가|읍|면)[ ]?(?:지하[ ]?|산[ ]?)?[0-9]")
_ROOM: Final = re.compile(r"[0-9](?:층|호|동)|[동읍면리][0-9]*\)")
_NEAR: Final = 20


def find_addresses(line: str) -> Iterator[Personal]:
    """Yield the addresses of a line, in order."""
    if not _HINT.search(line):
        return
    whole, cue, towards = _patterns()
    for match in whole.finditer(line):
        before = line[max(0, match.start() - _NEAR) : match.start()]
        is_said = cue.search(before) or towards.match(line, match.end())
        if match["wide"] or match["town"] or _has_room(match["unit"]) or is_said:
            yield Personal(start=match.start(), end=match.end(), kind="ADDRESS")


def _has_room(unit: str | None) -> bool:
    return unit is not None and _ROOM.search(unit) is not None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = read_toml("dure.trust", "data/mask.toml")["addresses"]
    towards = re.compile(_either(words["towards"]))
    return re.compile(_address(words), re.VERBOSE), re.compile(_either(words["cues"])), towards


def _address(words: dict[str, list[str]]) -> str:
    units = _either(words["counted"])
    counted = rf"(?![0-9A-Za-z]|[-.,:][0-9]|{units}|[ ](?:{units})(?![가-힣]))"
    unit = rf"""(?:,?[ ]{{0,2}}(?:
        \([가-힣0-9A-Za-z ,·]{{1,30}}\)
        | 지(?:하|상)?층 | 지하(?=[ ]?[,(]|$)
        | [A-Za-z]{{1,2}}-?[0-9]{{1,4}}(?:[-~][0-9]{{1,4}})?호
        | (?:지[하상][ ]?|B|제)?[0-9]{{1,4}}(?:-[0-9]{{1,4}})?(?:층|호실|호|동|번지|단지)
            (?![선차기안네시작점별수전])
        | [A-Za-z가-나][ ]?동(?=[ ][0-9])
        | (?:[가-힣A-Za-z0-9]{{1,12}}(?:{_either(words["buildings"])})|[별본신]관)(?![가-힣])
        | [가-힣A-Za-z0-9]{{2,12}}(?=[ ](?:[A-Za-z0-9]{{1,4}}동|[0-9]{{1,4}}(?:층|호)))
    ))"""
    return rf"""
        (?<![가-힣A-Za-z0-9])
        (?P<post>\(?[0-9]{{5}}\)?[ ](?=[가-힣]))?
        (?P<wide>(?:{_either(words["provinces"])})(?:[ ]|(?=[가-힣]{{2,4}}[시군구])))?
        (?P<town>
            (?:[가-힣]{{2,5}}[시군]|{_either(words["cities"])})[ ](?:[가-힣]{{1,4}}구[ ])?
            | [가-힣]{{1,4}}구[ ]
        )?
        (?:[가-힣]{{1,5}}[읍면][ ])?
        (?:
            [가-힣0-9]{{1,10}}?(?:로|길)(?:[ ]?[0-9]{{1,4}}(?:번)?(?:가)?[가-하]?길)?[ ]{{0,2}}
            (?:지하[ ]?)?[0-9]{{1,5}}(?:-[0-9]{{1,5}})?{counted}
          | [가-힣]{{1,5}}(?:[0-9]{{1,2}})?(?:동|리|가|읍|면)(?:[0-9]가)?[ ]
            (?:[가-힣]{{1,4}}리[ ])?
            (?:산[ ]?)?[0-9]{{1,5}}(?:-[0-9]{{1,5}})?(?:번지)?{counted}
        )
        (?P<unit>{unit}{{1,5}})?
    """


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) for word in ordered)
