"""The words by which names are found."""

from dure.trust.mask_name_words import name_words


def test_no_role_and_no_title_is_taken_for_a_name() -> None:
    words = name_words()

    assert {"공장장", "구매자", "조향사", "임차인"} <= words.ordinary


def test_a_title_is_read_with_its_honorific_and_particle() -> None:
    match = name_words().title.match(" 과장님께서")

    assert match is not None
    assert (match["title"], match["polite"]) == ("과장", "님")


def test_a_name_from_abroad_is_read_with_all_its_parts() -> None:
    match = name_words().foreign.search("담당 응우옌 티 흐엉 사원")

    assert match is not None
    assert match[0] == "응우옌 티 흐엉"
