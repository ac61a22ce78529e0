"""What the composer may use: a closed list of materials, our words and cost classes for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from dure.assistants.perfume.materials import Material, shipped_materials
from dure.kernel.data import read_table, split_list

_PACKAGE: Final = "dure.assistants.perfume"


@dataclass(frozen=True, kw_only=True)
class Colour:
    """A material with our own words for it.

    cost: rough class from 1 (cheapest) to 10, our estimate and no price. most_pct: how much of a
    concentrate is customary, our estimate.
    """

    material: Material
    tags: frozenset[str]
    cost: float
    most_pct: float

    def fits(self, wants: Mapping[str, float]) -> float:
        """Return how well it serves wanted tags, -1..1: the strongest wish, a little for others.

        A tag that is wanted less (below zero) counts against it in full.
        """
        met = sorted((wants[tag] for tag in self.tags if tag in wants), reverse=True)
        if not met:
            return 0.0
        liked = max(met[0], 0.0) + 0.1 * sum(much > 0 for much in met[1:])
        return max(-1.0, min(1.0, liked + min(met[-1], 0.0)))


@cache
def palette() -> tuple[Colour, ...]:
    """Return the closed vocabulary of the composer, in the order of its table."""
    shelf = shipped_materials()
    colours = []
    for row in read_table(_PACKAGE, "data/palette.tsv"):
        material = shelf.get(row["id"])
        if material is None or material.name_en != row["name_en"]:
            raise ValueError(
                f"palette.tsv names {row['id']} {row['name_en']}, which is no material"
            )
        colours.append(
            Colour(
                material=material,
                tags=frozenset(split_list(row["tags"])),
                cost=float(row["cost"]),
                most_pct=float(row["most_pct"]),
            )
        )
    return tuple(colours)
