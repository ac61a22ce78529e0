from fractions import Fraction

from dure.assistants.perfume.rules import forms, shipped_rules


def test_the_shipped_book_knows_three_categories() -> None:
    rules = shipped_rules()

    assert rules.categories == {"4", "5A", "9"}
    assert rules.amendment == "51"
    assert rules.by_key["IFRA_STD_023"].limits == {
        "4": Fraction("1.5"), "5A": Fraction("0.38"), "9": Fraction("0.52")
    }  # fmt: skip


def test_eight_oils_enter_the_phototoxic_sum_and_no_other() -> None:
    oils = [s.name for s in shipped_rules().standards if s.group == "phototoxic"]

    assert len(oils) == 8
    assert not [name for name in oils if "methyl" in name.casefold()]


def test_a_prohibition_has_no_number_and_is_not_free() -> None:
    ambrette = shipped_rules().naming("83-66-9")

    assert [(s.ban, dict(s.limits)) for s in ambrette] == [("all", {})]


def test_an_alias_is_named_by_the_standard_of_its_twin() -> None:
    rules = shipped_rules()

    assert rules.naming("78277-23-3") == rules.naming("103-41-3")
    assert rules.naming("64-17-5") == ()


def test_every_form_is_of_a_known_effect() -> None:
    effects = {form.effect for form in forms().forms}

    assert effects <= {"free", "limited", "banned", "concentrated"}
    assert all(form.words or form.cas for form in forms().forms)
