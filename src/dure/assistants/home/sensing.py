"""Read what binary sensors tell: smoke, leaks, doors by their contacts, somebody being there."""

from collections.abc import Iterable, Sequence

from dure.assistants.home.clauses import Clause
from dure.assistants.home.meaning import Command, Unclear
from dure.assistants.home.mentions import Mention
from dure.assistants.home.queries import asked_about, explains, query_of, question_words, room_of
from dure.assistants.home.targets import Around, Reached


def read_sensed(clause: Clause, around: Around) -> Command | None:
    """Read what binary sensors tell: 감지됐어, 문제가 있어, 충전 중이야."""
    word = clause.word("sensed")
    read = explains(clause, frozenset(("sensed", "attr:battery_level", "exist", "state")))
    if word is None or read is None:
        return None
    kind, _, state = word.value.partition(":")
    named = asked_about(clause, read, around)
    if named.entities:
        return _named_sensor(named, kind, state, clause=clause, around=around)
    told = [n.partition("/")[2] for n in named.nouns if n.startswith("binary_sensor/")]
    device_class = told[0] if told else None if kind == "detected" else kind
    if named.nouns and not told:
        raise Unclear("missing_target", named.form)
    if device_class is None:
        raise Unclear("missing_target")
    if device_class == "presence" and not (named.device or named.quantifier):
        return None
    area = room_of(named).get("area")
    slots = {"domain": "binary_sensor", "device_class": device_class, "state": state}
    targets = sensors_of(around, around.index.by_domain.get("binary_sensor", ()), [device_class])
    return Command(
        intent="HassGetState",
        slots=slots | ({"area": area} if area else {}),
        targets=tuple(t for t in targets if area is None or around.index.entity(t).area == area),
        query=query_of(named, clause),
    )


def _named_sensor(
    named: Mention, kind: str, state: str, *, clause: Clause, around: Around
) -> Command | None:
    classes = (
        question_words()["classes"].get(kind) or question_words()["shared"].get(kind) or [kind]
    )
    found = sensors_of(around, named.entities, classes)
    if not found:
        return _only_sensor(named, state, clause=clause, around=around)
    device_class = around.index.entity(found[0]).device_class
    same = tuple(t for t in found if around.index.entity(t).device_class == device_class)
    slots = {"domain": "binary_sensor", "device_class": device_class, "state": state}
    return Command(
        intent="HassGetState",
        slots={"name": around.index.entity(same[0]).name, **slots},
        targets=same,
        query=query_of(named, clause),
    )


def _only_sensor(named: Mention, state: str, *, clause: Clause, around: Around) -> Command | None:
    """Take the one sensor of that name, whatever it is said to sense."""
    found = [at for at in named.entities if around.index.entity(at).domain == "binary_sensor"]
    if len(found) != 1:
        return None
    slots = {"name": around.index.entity(found[0]).name, "state": state}
    return Command(
        intent="HassGetState", slots=slots, targets=tuple(found), query=query_of(named, clause)
    )


def sensors_of(around: Around, found: Iterable[int], classes: Sequence[str]) -> tuple[int, ...]:
    """Return the binary sensors of the classes, in the order of the classes."""
    entities = [(at, around.index.entity(at)) for at in found]
    ranked = [
        (classes.index(e.device_class), at) for at, e in entities
        if e.domain == "binary_sensor" and e.device_class in classes
    ]  # fmt: skip
    return tuple(at for _, at in sorted(ranked))


def by_contact(named: Mention, state: str, around: Around) -> Reached | None:
    """Find the contact sensors that stand for doors, or the power sensors for devices."""
    kinds = [noun.partition("/")[2] for noun in named.nouns if noun.startswith("cover/")]
    classes = question_words()["contact"].get(kinds[0], []) if kinds else []
    if named.device and state in ("on", "off"):
        classes = ["power"]
    elif state not in ("open", "closed") or _has_cover(around, kinds):
        return None
    found = sensors_of(around, around.index.by_domain.get("binary_sensor", ()), classes)
    if not found:
        return None
    device_class = around.index.entity(found[0]).device_class
    tied = {"domain": "binary_sensor", "device_class": device_class, **room_of(named)}
    return Reached(kind="binary_sensor", tied=tied, entities=found)


def _has_cover(around: Around, kinds: Sequence[str]) -> bool:
    covers = around.index.by_domain.get("cover", ())
    return any(around.index.entity(at).device_class in kinds for at in covers)
