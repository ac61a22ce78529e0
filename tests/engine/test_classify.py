"""A linear model over pieces of text."""

import io
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.engine.classify import LinearModel, code_of, load_model, pieces, weigh


def model(**weights: list[float]) -> LinearModel:
    """A model of two labels with weights for a few features."""
    by_code = sorted((code_of(piece.replace("mark_", "#")), w) for piece, w in weights.items())
    return LinearModel(
        labels=("YES", "NO"),
        codes=np.array([code for code, _ in by_code], dtype=np.uint32),
        weights=np.array([w for _, w in by_code], dtype=np.float32),
        bias=np.zeros(2, dtype=np.float32),
        temperature=1.0,
    )


LIKES = model(좋아=[9.0, 0.0], 싫어=[0.0, 9.0], mark_ask=[0.0, 50.0])
texts = st.text(st.sampled_from("좋아싫어 밥집 aB1!"), max_size=30)


def test_a_piece_tips_the_scales() -> None:
    assert LIKES.rank("나는 좋아")[0][0] == "YES"
    assert LIKES.rank("나는 싫어")[0][0] == "NO"


def test_a_mark_tips_the_scales() -> None:
    assert LIKES.rank("나는 좋아", ["ask"])[0][0] == "NO"


def test_an_utterance_of_unknown_pieces_is_as_likely_as_the_bias_says() -> None:
    assert LIKES.rank("xyz") == [("YES", 0.5), ("NO", 0.5)]


@given(texts, st.lists(st.sampled_from(["ask", "list"])))
def test_probabilities_fall_and_sum_to_one(text: str, marks: list[str]) -> None:
    ranked = LIKES.rank(text, marks)

    shares = [share for _, share in ranked]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0)
    assert sorted(label for label, _ in ranked) == ["NO", "YES"]


@given(texts)
def test_a_higher_temperature_is_less_sure(text: str) -> None:
    cool, warm = (
        LinearModel(
            labels=LIKES.labels,
            codes=LIKES.codes,
            weights=LIKES.weights,
            bias=LIKES.bias,
            temperature=temperature,
        )
        for temperature in (1.0, 3.0)
    )

    assert warm.rank(text)[0][1] <= cool.rank(text)[0][1] + 1e-6


@given(texts)
def test_a_feature_stands_once_and_in_order(text: str) -> None:
    assert pieces(text) == sorted(set(pieces(text)))


@given(texts, st.randoms())
def test_spaces_matter_only_to_the_beginnings_of_words(text: str, rng: random.Random) -> None:
    spaced = "".join(letter + " " * rng.randint(0, 1) for letter in text)

    def runs(of: str) -> list[str]:
        return [piece for piece in pieces(of) if not piece.startswith("_")]

    assert runs(spaced) == runs(text)


def test_pieces_are_runs_of_letters_word_beginnings_and_marks() -> None:
    runs = {*"^가나$", "^가", "가나", "나$", "^가나", "가나$", "^가나$"}

    assert set(pieces("가 나", ["list"])) == runs | {"_가", "_가_", "_나", "_나_", "#list"}


@given(texts)
def test_a_word_in_capitals_has_the_pieces_of_the_word(text: str) -> None:
    assert pieces(text.upper()) == pieces(text.lower())


@given(st.integers(0, 10), st.integers(1, 200))
def test_text_has_unit_length_and_a_mark_always_counts_the_same(marks: int, letters: int) -> None:
    piece, mark = weigh(marks, marks + letters)

    assert piece**2 * letters == pytest.approx(1.0)
    assert mark == weigh(0, 1)[1]


def test_text_without_pieces_is_weighed_without_error() -> None:
    assert weigh(2, 2)[0] == 1.0


@given(texts)
def test_a_model_read_back_ranks_as_before(text: str) -> None:
    read = load_model(LIKES.to_bytes())

    assert read.labels == LIKES.labels
    assert dict(read.rank(text)) == pytest.approx(dict(LIKES.rank(text)))


def npz(**arrays: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bytes:
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


WHOLE = LIKES.to_bytes()


@pytest.mark.parametrize(
    "data",
    [b"", b"no model", WHOLE[: len(WHOLE) // 2], npz(codes=np.zeros(3, dtype=np.float32)), npy()],
    ids=["empty", "text", "cut", "other arrays", "one array"],
)
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        load_model(data)
