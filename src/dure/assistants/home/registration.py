"""Register a device by dialogue: a graph that survives being killed at every step.

Whatever is sent goes through `Step.act` and, once more, through the claims of the actor: an
effect that a dead process began is looked for at the device and never simply done again.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from dure.assistants.home import finding, naming, trying
from dure.assistants.home.answers import say
from dure.assistants.home.kit import Kit, Registration
from dure.engine.compose import compose
from dure.engine.graph import Found, Graph, Step
from dure.kernel.data import read_text

_RUNS: Final[Mapping[str, Callable[[Kit, Step], Awaitable[Found]]]] = {
    "pre_check": finding.pre_check,
    "environment_scan": finding.environment_scan,
    "choosing": finding.choosing,
    "identify": finding.identify,
    "compatibility_check": finding.compatibility_check,
    "guided_setup": trying.guided_setup,
    "verification": trying.verification,
    "troubleshoot": trying.troubleshoot,
    "naming": naming.naming,
    "placing": naming.placing,
    "new_area": naming.new_area,
    "completion": naming.completion,
}


def device_registration(kit: Kit) -> Graph:
    """Return the graph; drive it with `engine.runner.Runner` and begin with `Registration()`."""
    runs = {name: partial(run, kit) for name, run in _RUNS.items()}
    text = read_text("dure.assistants.home", "data/registration.yaml")
    return compose(text, state=Registration, runs=runs)


def ending(state: Registration) -> str:
    """Return what to say when a run has ended."""
    if state.outcome == "registered":
        key = "registered_area" if state.area else "registered"
        return say(key, name=state.name, area=state.area)
    return say(state.outcome or "cancelled", name=state.label)
