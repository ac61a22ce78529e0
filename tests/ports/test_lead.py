"""What every lead promises, run over every plug."""

from collections.abc import Callable, Iterator

import pytest

from dure.adapters.postgres.lead import PostgresLead
from dure.embedded.lead import OnlyProcess
from dure.ports.lead import Lead


@pytest.fixture(params=["only", "postgres"])
def join(request: pytest.FixtureRequest) -> Iterator[Callable[[], Lead]]:
    """Makes the lead as a process of its own sees it."""
    made: list[Lead] = []

    def one() -> Lead:
        if request.param == "postgres":
            made.append(PostgresLead(request.getfixturevalue("postgres_url")))
        else:
            made.append(OnlyProcess())
        return made[-1]

    yield one
    for lead in made:
        lead.close()


async def test_who_is_alone_leads_and_goes_on_leading(join: Callable[[], Lead]) -> None:
    lead = join()

    assert [await lead.holds() for _ in range(3)] == [True] * 3


async def test_a_lead_may_be_closed_twice(join: Callable[[], Lead]) -> None:
    lead = join()
    await lead.holds()

    lead.close()
    lead.close()
