"""The command line: one JSON object or a sentence, and an exit code that can be relied on."""

import asyncio
import importlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import apsw
import pytest

from dure.app.wire import House, open_house
from dure.cli.main import main
from dure.engine.classify import load_model
from dure.kernel.events import Json
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

LUNCH: Final = "5천원으로 점심"
SHOPS: Final = """\
name,road_address,lat,lon,category,menu_raw
별빛국밥,양화로 1,37.5572,126.9245,한식,"국밥: 4,500원"
달빛분식,양화로 2,37.5574,126.9247,분식,"떡볶이: 4,000원; 김밥: 3,000원"
햇빛김밥,양화로 3,37.5576,126.9249,분식,"김밥: 3,500원"
"""
VERBS: Final = (
    "serve", "ask", "chat", "eval", "learn", "bench", "mask", "doctor", "fsck", "replay",
)  # fmt: skip

# An assistant with something to learn, in a package of its own.
PUPIL: Final = """
from dataclasses import replace
from dure.engine.classify import Example
from tests.engine.parrot import parrot

SAYINGS = {
    "FOOD": ["{} 먹자", "{} 줘"],
    "PRICE": ["{} 얼마", "{} 값은"],
    "BYE": ["{} 끝", "{} 안녕"],
}

def lesson():
    for intent, sayings in SAYINGS.items():
        for saying in sayings:
            for food in ("치킨", "피자", "국밥", "라면", "김밥"):
                yield Example(text=saying.format(food), marks=(), intent=intent)

def assistant(ports):
    return replace(parrot(), name="pupil", lessons={"words": lesson})
"""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Json:
        """Return the one JSON object that it printed, and nothing else."""
        value: Json = json.loads(self.out)
        assert self.out.count("\n") == 1
        assert isinstance(value, dict)
        return value


Dure = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A small catalogue near the default place."""
    file = tmp_path / "shops.csv"
    file.write_text(SHOPS, encoding="utf-8")
    return file


@pytest.fixture
def settings(folder: Path, catalogue: Path) -> Settings:
    return Settings({"DURE_DATA_DIR": str(folder), "DURE_MEALS_CATALOGUE": str(catalogue)})


@pytest.fixture
def dure(
    folder: Path,
    catalogue: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Dure:
    """Run the command line in this process."""
    for name in os.environ:
        if name.startswith("DURE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DURE_DATA_DIR", str(folder))
    monkeypatch.setenv("DURE_MEALS_CATALOGUE", str(catalogue))
    monkeypatch.chdir(tmp_path)

    def run(*words: str, said: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["dure", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said), encoding="utf-8"))
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsysbinary.readouterr()
        return Ran(code=code, out=out.decode(), err=err.decode())

    return run


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Install an assistant of a name and a source."""

    def installed(name: str, source: str) -> None:
        packages = tmp_path / "packages"
        about = packages / f"{name}-1.0.dist-info"
        about.mkdir(parents=True)
        (packages / f"{name}.py").write_text(source, encoding="utf-8")
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[dure.assistants]\n{name} = {name}:assistant\n")
        monkeypatch.syspath_prepend(packages)
        importlib.invalidate_caches()
        monkeypatch.delitem(sys.modules, name, raising=False)

    return installed


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """The house of the folder, open as in another process."""
    made = open_house(settings)
    yield made
    asyncio.run(made.close())


def is_korean(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


# --- the program ---------------------------------------------------------------------


def test_help_lists_the_verbs_in_korean(dure: Dure) -> None:
    ran = dure("--help")

    assert ran.code == 0
    assert [verb for verb in VERBS if verb not in ran.out] == []
    assert "우리말 도우미" in ran.out


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("fly",),
        ("ask",),
        ("ask", "meals"),
        ("ask", "meals", "a", "b"),
        ("ask", "meals", "a", "--loud"),
        ("eval",),
        ("eval", "intents"),
        ("ask", "--json"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_two_and_prints_nothing_on_the_output_but_help(
    dure: Dure, words: tuple[str, ...]
) -> None:
    ran = dure(*words)

    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.out == "" or words == ()


@pytest.fixture
def environment(folder: Path, catalogue: Path) -> dict[str, str]:
    """The environment of a process of its own."""
    given = {"DURE_DATA_DIR": str(folder), "DURE_MEALS_CATALOGUE": str(catalogue)}
    return {**os.environ, **given}


def test_the_module_is_the_program(environment: dict[str, str]) -> None:
    words = [sys.executable, "-m", "dure", "ask", "meals", LUNCH, "--json"]

    run = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)

    assert json.loads(run.stdout)["outcome"] == "answered"


# --- ask -----------------------------------------------------------------------------


def test_ask_prints_the_answer(dure: Dure) -> None:
    ran = dure("ask", "meals", LUNCH)

    assert (ran.code, ran.err) == (0, "")
    assert "홍대입구역 근처" in ran.out.splitlines()[0]
    assert "5,000원" in ran.out


def test_ask_prints_one_json_object_and_nothing_else(dure: Dure) -> None:
    ran = dure("ask", "meals", LUNCH, "--json")

    assert (ran.code, ran.err, ran.json["outcome"]) == (0, "", "answered")
    assert len(ran.json["items"]) == 3


def test_ask_goes_on_in_a_session(dure: Dure) -> None:
    first = dure("ask", "meals", LUNCH, "--session", "s", "--json").json

    second = dure("ask", "meals", "첫 번째 가게 주소 알려줘", "--session", "s")

    assert first["items"][0]["name"] in second.out


def test_ask_for_somebody_elses_session_fails(dure: Dure) -> None:
    dure("ask", "meals", LUNCH, "--session", "s", "--user", "kim")

    ran = dure("ask", "meals", LUNCH, "--session", "s", "--user", "lee", "--json")

    assert (ran.code, ran.json["error"]["code"]) == (1, "not_found")


def test_ask_prints_an_answer_as_it_is(dure: Dure, install: Callable[[str, str], None]) -> None:
    install(
        "echo",
        "from tests.engine.parrot import parrot\ndef assistant(ports):\n"
        "    from dataclasses import replace\n    return replace(parrot(), name='echo')",
    )

    ran = dure("ask", "echo", "말해 [bold]:cat:[/bold] 끝")

    assert ran.out == "[bold]:cat:[/bold] 끝\n"


def test_ask_in_a_catalogue_of_its_own(dure: Dure, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(SHOPS.replace("빛", "나라"), encoding="utf-8")

    ran = dure("ask", "meals", LUNCH, "--catalogue", "own.csv", "--json")

    assert ran.code == 0
    assert all("나라" in item["name"] for item in ran.json["items"])


def test_ask_without_a_server_knows_what_the_issuer_says(
    dure: Dure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cards.jsonl").write_text('{"user": "kim", "card": "card-0"}', encoding="utf-8")
    monkeypatch.setenv("DURE_MEALS_ISSUER", "made://?cards=1&latency_s=0.1")
    monkeypatch.setenv("DURE_MEALS_CARDS", str(tmp_path / "cards.jsonl"))

    answer = dure("ask", "meals", "잔액 얼마야", "--user", "kim", "--json").json

    assert [item["kind"] for item in answer["items"]] == ["money"]


MISTAKES: Final = {
    "empty": (("meals", ""), 2, "empty_utterance"),
    "invisible": (("meals", "\u200b"), 2, "empty_utterance"),
    "long": (("meals", "가" * 501), 2, "too_long"),
    "broken": (("meals", "\udcb9\udce4"), 2, "unreadable_text"),
    "assistant": (("nope", LUNCH), 2, "unknown_assistant"),
    "session": (("meals", LUNCH, "--session", ""), 2, "invalid_input"),
    "user": (("meals", LUNCH, "--user", "\udcb9"), 2, "invalid_input"),
    "catalogue": (("meals", LUNCH, "--catalogue", "none.csv"), 2, "bad_file"),
}


@pytest.mark.parametrize(("words", "code", "name"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_json_object_on_wish(
    dure: Dure, words: tuple[str, ...], code: int, name: str
) -> None:
    ran = dure("ask", *words, "--json")

    assert (ran.code, ran.err, ran.json["error"]["code"]) == (code, "", name)
    assert is_korean(ran.json["error"]["detail"])


@pytest.mark.parametrize(("words", "code", "name"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_a_code_and_a_korean_sentence(
    dure: Dure, words: tuple[str, ...], code: int, name: str
) -> None:
    ran = dure("ask", *words)

    assert (ran.code, ran.out, ran.err.split()[0]) == (code, "", name)
    assert is_korean(ran.err)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("more", [(), ("--json",)], ids=["plain", "json"])
def test_a_name_that_is_no_text_is_unknown(
    environment: dict[str, str], more: tuple[str, ...]
) -> None:
    words: list[str | bytes] = [sys.executable, "-m", "dure", "ask", b"\xb9\xe4", LUNCH, *more]

    run = subprocess.run(words, env=environment, capture_output=True, check=False)

    assert b"Traceback" not in run.stderr
    assert (run.returncode, b"unknown_assistant" in run.stdout + run.stderr) == (2, True)


def test_a_folder_that_another_process_has_fails(dure: Dure, house: House) -> None:
    ran = dure("ask", "meals", LUNCH, "--json")

    assert (ran.code, ran.json["error"]["code"]) == (1, "folder_in_use")


def test_a_folder_that_cannot_be_made_is_a_sentence(
    dure: Dure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DURE_DATA_DIR", str(tmp_path / "file"))

    ran = dure("ask", "meals", LUNCH, "--json")

    assert ran.code in (1, 2)
    assert is_korean(ran.json["error"]["detail"])


def test_a_settings_file_that_is_not_there_is_a_sentence(
    dure: Dure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DURE_CONFIG", "none.toml")

    ran = dure("ask", "meals", LUNCH, "--json")

    assert (ran.code, ran.json["error"]["code"]) == (2, "bad_file")


# --- chat ----------------------------------------------------------------------------


def test_chat_answers_line_by_line_until_an_empty_one(dure: Dure) -> None:
    ran = dure("chat", "meals", said=f"{LUNCH}\n첫 번째 가게 주소 알려줘\n\n안녕\n".encode())

    assert (ran.code, ran.out.count("meals> ")) == (0, 2)
    assert "양화로 2" in ran.out


def test_chat_goes_on_in_one_session(dure: Dure, settings: Settings) -> None:
    dure("chat", "meals", "--session", "s", said=f"{LUNCH}\n고마워\n".encode())

    house = open_house(settings)
    past = asyncio.run(house.turns.session("main", "s", "local")).past
    asyncio.run(house.close())

    assert [turn.said for turn in past] == [LUNCH, "고마워"]


def test_chat_ends_with_the_input(dure: Dure) -> None:
    assert dure("chat", "meals").code == 0


def test_chat_tells_once_that_a_machine_answers(dure: Dure) -> None:
    ran = dure("chat", "meals", said="고마워\n고마워\n".encode())

    assert ran.out.count("AI가 답해요") == 1
    assert ran.out.index("AI가 답해요") < ran.out.index("나> ")


def test_chat_goes_on_after_a_line_that_cannot_be_taken(dure: Dure) -> None:
    ran = dure("chat", "meals", said=f"{'가' * 501}\n고마워\n".encode())

    assert "500" in ran.out + ran.err
    assert "meals> " in ran.out


def test_chat_says_that_a_line_is_no_text(dure: Dure) -> None:
    ran = dure("chat", "meals", said=b"\xb9\xe4\xb8\xd4\n")

    assert is_korean(ran.err + ran.out.removeprefix("나> "))


def test_chat_with_an_unknown_assistant_is_wrong_usage(dure: Dure) -> None:
    assert dure("chat", "nope", said=b"a\n").code == 2


# --- eval ----------------------------------------------------------------------------

INTENTS: Final = [
    {"id": 1, "text": "5천원으로 점심 추천해줘", "intent": "BUDGET_INQUIRY", "entities": {}},
    {"id": 2, "text": "고마워", "intent": "THANKS", "entities": {}},
]
HOURS: Final = [
    {"id": "a", "raw": "10:00~22:00", "field": "open_time", "expect": {}},
    {"id": "b", "raw": "매주 월요일", "field": "holiday", "expect": {"weekly": ["monday"]}},
]


@pytest.fixture
def rows(tmp_path: Path) -> Callable[..., str]:
    """Write rows into a file and return its name."""

    def written(rows: list[Json], name: str = "rows.jsonl") -> str:
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (tmp_path / name).write_text("\n".join(lines) + "\n\n", encoding="utf-8")
        return name

    return written


def test_eval_prints_the_figures_as_one_object(dure: Dure, rows: Callable[..., str]) -> None:
    ran = dure("eval", "intents", rows(INTENTS), "--json")

    assert (ran.code, ran.json["n"], ran.json["strict"]) == (0, 2, 1.0)


def test_eval_prints_the_figures_for_people(dure: Dure, rows: Callable[..., str]) -> None:
    ran = dure("eval", "intents", rows(INTENTS), "--assistant", "meals")

    assert (ran.code, json.loads(ran.out)["n"]) == (0, 2)


def test_eval_takes_several_files_together(dure: Dure, rows: Callable[..., str]) -> None:
    ran = dure("eval", "intents", rows(INTENTS), rows(INTENTS, "more.jsonl"), "--json")

    assert ran.json["n"] == 4


def test_eval_of_hours_counts_right_and_wrong(dure: Dure, rows: Callable[..., str]) -> None:
    figures = dure("eval", "hours", rows(HOURS), "--json").json

    assert figures["n"] == figures["right"] + figures["wrong"] + figures["unknown"] == 2


@pytest.mark.parametrize(("suite", "given"), [("intents", INTENTS), ("hours", HOURS)])
def test_eval_writes_what_was_answered_for_each_row(
    dure: Dure, rows: Callable[..., str], tmp_path: Path, suite: str, given: list[Json]
) -> None:
    dure("eval", suite, rows(given), "--predictions", "said.jsonl", "--json")

    lines = (tmp_path / "said.jsonl").read_text(encoding="utf-8").splitlines()
    said = [json.loads(line) for line in lines]
    assert [prediction["row"] for prediction in said] == [row["id"] for row in given]
    assert all("result" in prediction for prediction in said)


def test_eval_of_no_rows_is_no_error(dure: Dure, rows: Callable[..., str]) -> None:
    assert dure("eval", "intents", rows([]), "--json").json["n"] == 0


BAD_FILES: Final = {
    "no JSON": b"text\n",
    "half": b'{"text": "a"\n',
    "a list": b"[1]\n",
    "a number": b"1\n",
    "no text": b"\xff\xfe\x80\x81\n",
    "deep": b"[" * 100_000 + b"\n",
    "a long number": b'{"text": ' + b"1" * 5000 + b"}\n",
    "other fields": b'{"said": "a"}\n',
    "text that is none": b'{"text": 5, "intent": "HELP", "entities": {}}\n',
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES.keys())
@pytest.mark.parametrize("suite", ["intents", "hours"])
def test_eval_says_what_is_wrong_with_a_file(
    dure: Dure, tmp_path: Path, suite: str, content: bytes
) -> None:
    (tmp_path / "rows.jsonl").write_bytes(content)

    ran = dure("eval", suite, "rows.jsonl", "--json")

    assert (ran.code, ran.json["error"]["code"]) == (2, "bad_file")
    assert "rows.jsonl" in ran.json["error"]["detail"]


@pytest.mark.parametrize("name", ["none.jsonl", "."])
def test_eval_of_a_file_that_cannot_be_opened_says_so(dure: Dure, name: str) -> None:
    ran = dure("eval", "intents", name, "--json")

    assert (ran.code, ran.json["error"]["code"]) == (2, "bad_file")


def test_eval_names_the_line(dure: Dure, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps(INTENTS[0]) + "\n\nhello\n", encoding="utf-8")

    assert "3번째" in dure("eval", "intents", "rows.jsonl", "--json").json["error"]["detail"]


def test_eval_reads_a_line_separator_inside_a_text(dure: Dure, tmp_path: Path) -> None:
    row = {**INTENTS[1], "text": "고마워\u2028"}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")

    assert dure("eval", "intents", "rows.jsonl", "--json").json.get("n") == 1


@pytest.mark.parametrize(
    "first", ["사용자,가게", "회원번호,가게명", "userId,movieId", "User,Item", "누구,어디", "a,b"]
)
def test_eval_takes_no_line_of_names_for_a_person(dure: Dure, tmp_path: Path, first: str) -> None:
    (tmp_path / "train.csv").write_text(f"{first}\nu1,s1\nu1,s2\nu2,s1\n", encoding="utf-8")

    error = dure("eval", "ranking", "train.csv", "train.csv", "--json").json["error"]

    assert (error["code"], "첫 줄이 열 이름 같아요" in error["detail"]) == ("bad_file", True)


@pytest.mark.parametrize("first", ["kim,국밥집", "u0,s0", "u0,국밥집"])
def test_eval_takes_a_first_row_for_a_row(dure: Dure, tmp_path: Path, first: str) -> None:
    rest = "lee,국밥집\nkim,분식집\n" if "kim" in first else "u1,s1\nu1,s2\nu2,s1\n"
    (tmp_path / "train.CSV").write_text(f"{first}\n{rest}", encoding="utf-8")

    figures = dure("eval", "ranking", "train.CSV", "train.CSV", "--repeat", "--json").json

    assert figures["n"] == len({line.split(",")[0] for line in (first + "\n" + rest).split()})


@pytest.mark.parametrize("wrong", [0, 1])
def test_eval_names_the_file_of_a_bad_row(dure: Dure, rows: Callable[..., str], wrong: int) -> None:
    kinds: list[list[Json]] = [[{"user": "u", "item": "x"}], [{"user": "u"}]]
    files = [rows(kinds[number == wrong], f"{number}.jsonl") for number in (0, 1)]

    error = dure("eval", "ranking", *files, "--json").json["error"]

    assert error["detail"].startswith(f"{wrong}.jsonl 파일을")


def test_eval_of_an_unknown_suite_names_those_there_are(
    dure: Dure, rows: Callable[..., str]
) -> None:
    ran = dure("eval", "nope", rows(INTENTS), "--json")

    assert (ran.code, ran.json["error"]["code"]) == (1, "not_found")
    assert "intents, hours" in ran.json["error"]["detail"]


def test_eval_of_an_unknown_assistant_is_wrong_usage(dure: Dure, rows: Callable[..., str]) -> None:
    assert dure("eval", "intents", rows(INTENTS), "--assistant", "nope").code == 2


def test_eval_says_that_predictions_cannot_be_written(dure: Dure, rows: Callable[..., str]) -> None:
    ran = dure("eval", "intents", rows(INTENTS), "--predictions", "none/said.jsonl", "--json")

    assert (ran.code, ran.json["error"]["code"]) == (2, "bad_place")


@pytest.mark.parametrize("place", ["none/model.npz", "."])
def test_the_place_of_a_file_is_tried_before_the_work(dure: Dure, place: str) -> None:
    learnt = dure("learn", "meals.ranker", "--out", place, "--json")
    measured = dure("eval", "intents", "none.jsonl", "--predictions", place, "--json")

    # There is nothing to learn from and nothing to measure, which only the work would find.
    for ran in (learnt, measured):
        assert (ran.code, ran.json["error"]["code"]) == (2, "bad_place")


@pytest.mark.parametrize("count", [1, 3])
def test_eval_says_how_many_files_ranking_reads(
    dure: Dure, rows: Callable[..., str], count: int
) -> None:
    ran = dure("eval", "ranking", *[rows([{"user": "u", "item": "x"}])] * count, "--json")

    assert (ran.code, ran.json["error"]["code"]) == (2, "file_count")
    assert f"TRAIN, TEST 차례로 받는데, 파일이 {count}개" in ran.json["error"]["detail"]


# --- learn ---------------------------------------------------------------------------


@pytest.mark.parametrize("task", ["meals", "meals.nope", "meals.intents.more"])
def test_an_unknown_task_names_those_there_are(dure: Dure, task: str) -> None:
    ran = dure("learn", task)

    assert (ran.code, ran.out) == (1, "")
    assert "intents" in ran.err


def test_a_task_of_an_unknown_assistant_is_wrong_usage(dure: Dure) -> None:
    assert dure("learn", "nope.intents").code == 2


def test_learn_writes_a_model(
    dure: Dure, install: Callable[[str, str], None], tmp_path: Path
) -> None:
    install("pupil", PUPIL)

    ran = dure("learn", "pupil.words", "--out", "words.npz")

    assert (ran.code, "3 intents" in ran.out) == (0, True)
    model = load_model((tmp_path / "words.npz").read_bytes())
    assert model.rank("떡볶이 먹자")[0][0] == "FOOD"


def test_learn_without_a_trainer_says_how_to_get_one(
    dure: Dure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dure.learning.torch.linear", None)

    ran = dure("learn", "meals.intents")

    assert (ran.code, "dure[learn]" in ran.err) == (1, True)


def test_a_ranker_is_not_learned_of_nothing(dure: Dure, tmp_path: Path) -> None:
    ran = dure("learn", "meals.ranker", "--json")

    assert (ran.code, ran.json["error"]["code"]) == (2, "too_little")
    assert "기록이 아직 모자라요" in ran.json["error"]["detail"]
    assert not (tmp_path / "ranker.npz").exists()


# --- bench ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["all", "events"])
def test_bench_outside_a_checkout_is_wrong_usage(dure: Dure, name: str) -> None:
    ran = dure("bench", name)

    assert (ran.code, ran.out) == (2, "")
    assert is_korean(ran.err)


def test_bench_prints_what_was_measured(dure: Dure, tmp_path: Path) -> None:
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "one.py").write_text("def measure(): return {'n': 1}\n")

    assert dure("bench", "one", "--json").json == {"n": 1}


def test_bench_of_all_prints_each_by_its_name(dure: Dure, tmp_path: Path) -> None:
    (tmp_path / "bench").mkdir()
    for name in ("one", "two"):
        (tmp_path / "bench" / f"{name}.py").write_text(f"def measure(): return '{name}'\n")

    assert dure("bench", "all", "--json").json == {"one": "one", "two": "two"}


# --- doctor --------------------------------------------------------------------------


def test_doctor_says_where_each_value_came_from(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("DURE_TURN_DEADLINE_S", "3")

    state = dure("doctor", "--json").json

    assert state["settings"]["turn.deadline_s"] == {"value": "3", "from": "DURE_TURN_DEADLINE_S"}
    assert state["settings"]["session.turns_kept"] == {"value": 10, "from": "default"}
    assert state["data_dir"] == str(folder)
    assert "meals" in state["assistants"]


def test_doctor_tells_people_as_well(dure: Dure) -> None:
    ran = dure("doctor")

    assert ran.code == 0
    assert "✓ 기록장이" in ran.out
    assert "! 로그인이 설정되지 않았어요." in ran.out


def test_doctor_fails_where_something_is_wrong(dure: Dure, folder: Path) -> None:
    dure("doctor")
    (folder / "master.key").chmod(0o644)

    ran = dure("doctor", "--json")

    wrong = [check for check in ran.json["checks"] if check["state"] == "problem"]
    assert (ran.code, [check["check"] for check in wrong]) == (1, ["master_key"])


def test_doctor_shows_no_password(dure: Dure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DURE_SHARED", "redis://u:hush@127.0.0.1:9")
    monkeypatch.setenv("DURE_GATES_SCRAPE_TOKEN", "hush")

    for ran in (dure("doctor"), dure("doctor", "--json")):
        assert "hush" not in ran.out + ran.err


def test_doctor_says_that_a_server_runs(dure: Dure, house: House) -> None:
    ran = dure("doctor", "--json")

    assert (ran.code, ran.json["server"]) == (0, "running")


def test_doctor_says_where_each_value_came_from_while_a_server_runs(
    dure: Dure, house: House
) -> None:
    assert "turn.deadline_s" in dure("doctor", "--json").json.get("settings", {})


def test_doctor_names_a_value_that_does_not_fit(
    dure: Dure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DURE_TURN_DEADLINE_S", "soon")
    monkeypatch.setenv("DURE_NOTICES_PER_DAY", "-3")
    monkeypatch.setenv("DURE_ASSISTANTS", "meal")

    ran = dure("doctor", "--json")

    wrong = [check["says"] for check in ran.json["checks"] if check["state"] == "problem"]
    assert (ran.code, len(wrong)) == (1, 3)
    assert "DURE_TURN_DEADLINE_S" in wrong[0]
    assert "0부터 100까지" in wrong[1]
    assert "meals" in wrong[2]


def test_doctor_names_what_nothing_reads(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "dure.toml").write_text("[meals]\nfrree = 'demo'\n", encoding="utf-8")
    monkeypatch.setenv("DURE_CONFIG", str(tmp_path / "dure.toml"))
    monkeypatch.setenv("DURE_MEALS_COLUMN", "map.toml")

    ran = dure("doctor", "--json")

    told = {check["name"]: check["state"] for check in ran.json["checks"] if "name" in check}
    assert (ran.code, told) == (1, {"DURE_MEALS_COLUMN": "warning", "[meals] frree": "problem"})


def test_doctor_says_which_shops_are_in_use(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, catalogue: Path
) -> None:
    dure("ask", "meals", LUNCH)
    monkeypatch.delenv("DURE_MEALS_CATALOGUE")

    told = {check["check"]: check for check in dure("doctor", "--json").json["checks"]}

    assert (told["meals.catalogue"]["file"], told["meals.catalogue"]["count"]) == (
        catalogue.name, 3
    )  # fmt: skip


@pytest.mark.parametrize("verb", ["ask", "chat", "serve"])
def test_a_name_in_the_file_that_nothing_reads_is_refused(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    (tmp_path / "dure.toml").write_text("[meals]\nfrree = 'demo'\n", encoding="utf-8")
    monkeypatch.setenv("DURE_CONFIG", str(tmp_path / "dure.toml"))
    words = {"ask": ("meals", LUNCH), "chat": ("meals",), "serve": ()}[verb]

    ran = dure(verb, *words)

    assert (ran.code, "[meals] free" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"NOTICES_CONTACT": "ops@example.org"}, "notices.contact"),
        ({"KAKAO_SKILL_TOKEN": "t" * 40, "KAKAO_ASSISTANT": "erp"}, "kakao.assistant"),
    ],
)
def test_doctor_tells_what_serve_would_refuse(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], says: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"DURE_{name}", value)

    ran = dure("doctor", "--json")

    wrong = [check["says"] for check in ran.json["checks"] if check["state"] == "problem"]
    assert (ran.code, len(wrong), says in wrong[0]) == (1, 1, True)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MEALS_CATALOGUE", "none.csv", "none.csv 파일을 읽을 수 없어요"),
        ("MEALS_DEFAULT_PLACE", "성남시청", "설정 meals.default_place: 어디인지"),
        ("MEALS_ISSUER", "issuer", "made://"),
    ],
)
def test_doctor_says_why_the_house_does_not_open(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"DURE_{name}", value)

    ran = dure("doctor", "--json")

    wrong = [check["says"] for check in ran.json["checks"] if check["state"] == "problem"]
    assert (ran.code, len(wrong), says in wrong[0]) == (1, 1, True)
    assert "기록장" not in wrong[0]


def test_the_place_to_search_around_may_be_a_point(
    dure: Dure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DURE_MEALS_DEFAULT_PLACE", "37.5572, 126.9245")

    assert len(dure("ask", "meals", LUNCH, "--json").json["items"]) == 3


@pytest.mark.parametrize(
    ("place", "asked", "called"),
    [
        ("37.5572,126.9245", LUNCH, "정해 둔 자리"),
        ("37.5572,126.9245 우리 동네", LUNCH, "우리 동네 근처"),
        ("37.5572,126.9245", "recommend lunch for 5000 won", "the place that was set"),
        ("별빛역", LUNCH, "별빛역 근처"),
    ],
)
def test_a_point_is_told_by_its_name_or_without_one(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str, asked: str, called: str
) -> None:
    (tmp_path / "places.tsv").write_text("별빛역\t37.5572\t126.9245\n", encoding="utf-8")
    monkeypatch.setenv("DURE_MEALS_PLACES", str(tmp_path / "places.tsv"))
    monkeypatch.setenv("DURE_MEALS_DEFAULT_PLACE", place)

    said = dure("ask", "meals", asked).out

    assert called in said
    assert "  " not in said


def test_a_place_that_an_operator_added_is_searched_around(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "places.tsv").write_text("달빛마을\t37.5572\t126.9245\n", encoding="utf-8")
    monkeypatch.setenv("DURE_MEALS_PLACES", str(tmp_path / "places.tsv"))
    monkeypatch.setenv("DURE_MEALS_DEFAULT_PLACE", "강남역")

    answer = dure("ask", "meals", "달빛마을에서 점심", "--json").json

    assert len(answer["items"]) == 3
    assert "달빛마을" in answer["text"]


@pytest.mark.parametrize("point", ["126.92,37.55", "99.0,126.9", "성남시청"])
def test_a_place_that_nobody_knows_is_told_as_a_setting(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    monkeypatch.setenv("DURE_MEALS_DEFAULT_PLACE", point)

    error = dure("ask", "meals", LUNCH, "--json").json["error"]

    assert error["code"] == "bad_setting"
    assert error["detail"].startswith("설정 meals.default_place: ")


def test_doctor_looks_at_a_folder_that_is_not_there_yet(
    dure: Dure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DURE_DATA_DIR", str(tmp_path / "not" / "yet"))

    assert dure("doctor", "--json").json["free_mib"] > 0


# --- fsck and replay -----------------------------------------------------------------


@pytest.fixture
def told(settings: Settings, folder: Path) -> Path:
    """A folder in which a turn was taken; return its log."""
    house = open_house(settings)
    for text in (LUNCH, "땅콩 알레르기가 있어"):
        asyncio.run(house.turns.take("meals", TurnRequest(text=text, session="s")))
    asyncio.run(house.close())
    return folder / "events.db"


def change(file: Path, statement: str) -> None:
    db = apsw.Connection(str(file))
    db.execute(statement)
    db.close()


def test_fsck_of_a_whole_log_finds_nothing(dure: Dure, told: Path) -> None:
    ran = dure("fsck", "--json")

    assert (ran.code, ran.json["problems"], ran.json["forgotten"]) == (0, [], 0)
    assert ran.json["events"] > ran.json["sealed"] > 0


def test_fsck_tells_people_as_well(dure: Dure, told: Path) -> None:
    ran = dure("fsck")

    assert (ran.code, json.loads(ran.out)["problems"]) == (0, [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kind = 'turn.failed' WHERE seq = 2",
        "UPDATE events SET open = CAST('{}' AS BLOB) WHERE seq = 3",
        "UPDATE events SET at_us = at_us + 1 WHERE seq = 1",
        "DELETE FROM events WHERE seq = 2",
        "UPDATE events SET sealed = CAST('x' AS BLOB) WHERE seq = 2",
    ],
)
def test_fsck_finds_what_was_changed(dure: Dure, told: Path, statement: str) -> None:
    change(told, statement)

    ran = dure("fsck", "--json")

    assert (ran.code, ran.json["problems"] != []) == (1, True)


def test_fsck_of_an_event_that_cannot_be_read_says_so(dure: Dure, told: Path) -> None:
    change(told, "UPDATE events SET open = CAST('{' AS BLOB) WHERE seq = 2")

    ran = dure("fsck", "--json")

    assert (ran.code, "event 2" in ran.out, "Traceback" in ran.err) == (1, True, False)


def test_fsck_of_a_log_that_is_no_database_says_so(dure: Dure, told: Path) -> None:
    told.write_bytes(b"no database" * 1000)

    ran = dure("fsck", "--json")

    assert ran.code == 1
    assert is_korean(ran.json["error"]["detail"])


@pytest.mark.parametrize("words", [("replay",), ("replay", "--verify")])
def test_what_is_worked_out_equals_its_replay(
    dure: Dure, told: Path, words: tuple[str, ...]
) -> None:
    ran = dure(*words, "--json")

    assert ran.code == 0
    assert ran.json.keys() >= {"turns", "notes", "meals.visits", "meals.popularity"}
    assert set(ran.json.values()) == {True}


def test_replay_finds_a_summary_that_was_changed(dure: Dure, told: Path, folder: Path) -> None:
    dure("replay")
    change(
        folder / "state.db",
        """UPDATE store SET value =
        CAST(replace(CAST(value AS TEXT), 'answered', 'refused') AS BLOB) WHERE key = 'turns'""",
    )

    ran = dure("replay", "--verify", "--json")

    assert ran.code == 1
    assert [name for name, equals in ran.json.items() if not equals] == ["turns"]
