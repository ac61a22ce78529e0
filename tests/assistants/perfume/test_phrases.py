from dure.assistants.perfume.phrases import part


def test_a_piece_is_joined_with_its_particle() -> None:
    assert part("repair_move", name="쿠마린", before="3", after="1").startswith("쿠마린을 ")
    assert part("stage_peak", stage="베이스", minutes=3, strength=4).startswith("베이스는 ")
