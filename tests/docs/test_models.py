"""The page of language models says what the presets say, and no more."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from dure.adapters.openai import OpenAiModel

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
PRESETS: dict[str, dict[str, Any]] = tomllib.loads(
    (ROOT / "deploy" / "models.toml").read_text(encoding="utf-8")
)
NOT_RUN = "not run here with real weights"


def test_the_models_that_were_wished_for_are_there() -> None:
    names = " ".join(preset["name"] for preset in PRESETS.values())

    for wished in ("Gemma 3n", "A.X 3.1 Light", "Qwen2.5", "Mistral", "Llama 3.1"):
        assert wished in names


@pytest.mark.parametrize("key", PRESETS)
def test_memory_is_parameters_times_bytes(key: str) -> None:
    preset = PRESETS[key]
    row = next(line for line in PAGE.splitlines() if f"`{preset['weights']}`" in line)
    cells = [cell.strip() for cell in row.strip("|").split("|")]

    worked_out = [f"{preset['parameters'] * size / 1e9:.1f}" for size in (2, 1, 0.6)]
    assert cells[3:6] == worked_out
    assert cells[-1] == NOT_RUN


@pytest.mark.parametrize("key", PRESETS)
def test_each_model_has_a_line_for_each_server(key: str) -> None:
    preset = PRESETS[key]
    lines = PAGE.partition(f"### {preset['name']}\n")[2].partition("###")[0]

    assert f"vllm serve {preset['weights']} --served-model-name {key} " in lines
    assert f"llama-server -m FILE.gguf --alias {key} " in lines
    assert f"ollama pull {preset['ollama']}" in lines or not preset["ollama"]
    assert "ollama" in lines


async def test_every_address_shown_is_one_that_the_adapter_takes() -> None:
    pages = (PAGE, *(p.read_text(encoding="utf-8") for p in (
        ROOT / "docs" / "adapters" / "openai.md", ROOT / "deploy" / "compose" / "openai.yml",
    )))  # fmt: skip
    shown = {url for page in pages for url in re.findall(r"openai://127[^\s'`]+", page)}

    assert len(shown) >= 6
    for url in shown:
        await OpenAiModel(url).close()


def test_the_servers_in_containers_listen_on_this_machine_only() -> None:
    file = yaml.safe_load((ROOT / "deploy" / "compose" / "openai.yml").read_text(encoding="utf-8"))

    for name, service in file["services"].items():
        assert service["profiles"] == [name]
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
