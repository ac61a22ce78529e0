"""A second validator, slow and plain, that shares no code with the first.

It reads the two shipped tables itself and walks dictionaries with exact fractions. It knows only
lines whose material is given by its row of the table; rows with unnamed qualities of a shared CAS
number it calls unknown.
"""

import csv
from collections import defaultdict
from fractions import Fraction as F
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[3] / "src" / "dure" / "assistants" / "perfume" / "data"
EIGHT = ("086", "087", "088", "090", "091", "092", "093", "096")
BY_QUALITY = ("071", "078", "083", "097")


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


MATERIALS = {row["id"]: row for row in table("materials.tsv")}
STANDARDS = {row["key"]: row for row in table("standards.tsv")}
SHARED_CAS = {
    row["cas"]
    for row in MATERIALS.values()
    if row["cas"] and sum(other["cas"] == row["cas"] for other in MATERIALS.values()) > 1
}


@cache
def keys_of(cas: str) -> list[str]:
    if cas == "78277-23-3":
        cas = "103-41-3"
    return [key for key, row in STANDARDS.items() if cas and cas in row["cas"].split("|")]


def fails_as_any_quality(lines: list[dict[str, Any]], category: str, dosage: F) -> bool:
    """Return whether the recipe fails whichever qualities its unnamed lines turn out to be."""
    choices = []
    for line in lines:
        row = MATERIALS[line["id"]]
        same = [
            key for key, other in MATERIALS.items() if row["cas"] and other["cas"] == row["cas"]
        ]
        open_line = not line["named"] and len(same) > 1
        choices.append([{**line, "id": k, "named": True} for k in same] if open_line else [line])
    return all(judge(list(picked), category, dosage) == "fail" for picked in product(*choices))


def judge(lines: list[dict[str, Any]], category: str, dosage: F) -> str:  # noqa: C901, PLR0915
    """Return pass, fail or cannot_certify; a line has id, pct, named, dilution and ppm."""
    total: dict[str, F] = defaultdict(F)
    neat: dict[str, F] = defaultdict(F)
    trace: dict[str, F] = defaultdict(F)
    photo: dict[str, F] = defaultdict(F)
    ppm = F(0)
    every_ppm = True
    any_oil = False
    unknown = False
    reduced = False
    for line in lines:
        row = MATERIALS[line["id"]]
        amount = line["pct"] * line["dilution"] / 100 * dosage / 100
        if amount == 0:
            continue
        named = line["named"] or row["cas"] not in SHARED_CAS
        is_split = any(key[-3:] in BY_QUALITY for key in keys_of(row["cas"]))
        if not named or (is_split and not line["named"]):
            unknown = True
        is_oil = False
        for key in keys_of(row["cas"]):
            standard = STANDARDS[key]
            if standard["ban"] != "no":
                neat[key] += amount
            elif key[-3:] in EIGHT:
                if row["name_en"] == "Lime oil distilled" and line["named"]:
                    continue
                if row["name_en"] == "Lemon oil terpeneless" and line["named"]:
                    reduced = True
                photo[key] += amount
                is_oil = True
            elif standard["flags"] != "specification":
                total[key] += amount
        if is_oil:
            any_oil = True
            every_ppm = every_ppm and line["ppm"] is not None
        if line["ppm"] is not None:
            ppm += amount * line["ppm"] / 1000000
        elif row["name_en"] == "Petitgrain mandarin oil":
            trace["petitgrain"] += amount
        if not named:
            continue
        inside: dict[str, F] = defaultdict(F)
        citral_whole, citral_parts = F(0), F(0)
        for cell in filter(None, row["constituents"].split("|")):
            cas, percent = cell.split("=")
            part = F(percent) / 100
            if cas == "5392-40-5":
                citral_whole = part
            elif cas in ("141-27-5", "106-26-3"):
                citral_parts += part
            else:
                for key in keys_of(cas):
                    inside[key] += part
        inside["IFRA_STD_021"] += max(citral_whole, citral_parts)
        for key, part in inside.items():
            if STANDARDS[key]["ban"] == "no":
                own = key in keys_of(row["cas"])
                total[key] += F(0) if own else amount * part
            elif part:
                trace[key] += amount * part
    if any_oil:
        ppm += trace.pop("petitgrain", F(0)) * 50 / 1000000
    trace.pop("petitgrain", None)
    return _verdict(
        total, neat, trace, photo, ppm, category, (any_oil, every_ppm, unknown, reduced)
    )


def _limit(key: str, category: str) -> F | None:
    cell = STANDARDS[key][category]
    return None if cell in ("", "none") else F(cell)


def _verdict(  # noqa: C901
    total: dict[str, F],
    neat: dict[str, F],
    trace: dict[str, F],
    photo: dict[str, F],
    ppm: F,
    category: str,
    flags: tuple[bool, bool, bool, bool],
) -> str:
    any_oil, every_ppm, unknown, reduced = flags
    if any(amount > 0 for amount in neat.values()):
        return "fail"
    for key, amount in trace.items():
        allowed = STANDARDS[key]["trace"]
        if not allowed:
            unknown = True
        elif amount > F(allowed):
            return "fail"
    for key, amount in total.items():
        limit = _limit(key, category)
        if limit is not None and amount > limit:
            return "fail"
    mosses = total["IFRA_STD_067"] + total["IFRA_STD_080"]
    moss_limit = _limit("IFRA_STD_067", category)
    if moss_limit is not None and mosses > moss_limit:
        return "fail"
    carbonates = total["IFRA_STD_062"] + total["IFRA_STD_064"]
    carbonate_limit = _limit("IFRA_STD_062", category)
    if carbonate_limit is not None and carbonates > carbonate_limit:
        return "fail"
    bergapten_limit = _limit("IFRA_STD_089", category)
    if bergapten_limit is not None and ppm > bergapten_limit:
        return "fail"
    if any_oil and not every_ppm:
        ratios = F(0)
        for key, amount in photo.items():
            limit = _limit(key, category)
            if limit is not None:
                ratios += amount / limit
        if ratios > 1:
            return "fail"
        if reduced and category != "9":
            unknown = True
    return "cannot_certify" if unknown else "pass"
