from dure.assistants.perfume.brief import read_brief
from dure.assistants.perfume.palette import palette
from dure.kernel.data import read_toml


def test_every_entry_is_a_material_that_may_be_used() -> None:
    assert len(palette()) > 150
    assert not [c for c in palette() if "prohibited" in c.material.name_en]
    assert all(1 <= c.cost <= 10 and 0 < c.most_pct <= 25 for c in palette())


def test_every_mood_and_season_can_be_served() -> None:
    data = read_toml("dure.assistants.perfume", "data/brief.toml")
    tags = {tag for colour in palette() for tag in colour.tags}

    for kind in ("mood", "season"):
        for name, entry in data[kind].items():
            assert set(entry["tags"]) <= tags, name


def test_what_is_wanted_less_counts_against_a_material() -> None:
    vanillin = next(c for c in palette() if c.material.name_en == "Vanillin")

    assert vanillin.fits(read_brief("바닐라 향").wants) == 1.0
    assert vanillin.fits({"vanilla": -0.6}) < 0
    assert vanillin.fits({"rose": 1.0}) == 0
