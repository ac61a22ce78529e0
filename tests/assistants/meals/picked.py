"""A list that was shown, of which places are picked by a part of their names or by their food."""

from typing import Any, Final

SHOWN: Final[tuple[dict[str, Any], ...]] = (
    {"id": "a", "name": "밀알마을 베이커리", "dish": "식빵", "price_won": 3_500},
    {"id": "b", "name": "굴뚝새 빵집", "dish": "크림빵", "price_won": 3_000},
    {"id": "c", "name": "길모퉁이 수제버거", "dish": "수제버거", "price_won": 7_000},
    {"id": "d", "name": "연남동 김밥", "dish": "참치김밥", "price_won": 4_500},
)
