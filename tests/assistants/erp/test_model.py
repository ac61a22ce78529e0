"""The semantic model is checked when it is loaded."""

import pytest
import yaml

from dure.assistants.erp.model import Model, load_model
from dure.errors import BadFile
from dure.kernel.data import read_text

TEXT = read_text("dure.assistants.erp", "data/tryton.yaml")


def test_every_measure_says_what_it_means(model: Model) -> None:
    for measure in model.measures.values():
        assert measure.definition
        assert measure.unit
        assert measure.label_ko


def test_the_first_measure_of_a_subject_is_its_default(model: Model) -> None:
    assert model.default_of("order").name == "order_amount"
    assert model.measure_of("order", "tax") is not None
    assert model.measure_of("stock", "tax") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("lines: sale_line", "lines: nowhere"),
        ("grains: {sale: {sum:", "grains: {sail: {sum:"),
        ("{sum: untaxed", "{median: untaxed"),
        ("documents: [sale,", "documents: [sail,"),
        ("time: month", "time: moon"),
        ("version: 1", "version: one"),
        ("erp: tryton", "erp: [tryton"),
    ],
)
def test_a_model_that_contradicts_itself_is_refused(before: str, after: str) -> None:
    assert before in TEXT

    with pytest.raises(BadFile):
        load_model(TEXT.replace(before, after))


def test_a_model_without_measures_is_refused() -> None:
    plain = yaml.safe_load(TEXT)
    del plain["measures"]

    with pytest.raises(BadFile):
        load_model(yaml.safe_dump(plain))
