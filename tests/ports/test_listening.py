"""What waits for a listener comes in order, and the oldest goes where too much waits."""

from dure.ports.listening import Listening


class Ear(Listening[int]):
    """Listens to numbers; remembers whether the plug was told that it left."""

    has_left = False

    async def _leave(self) -> None:
        self.has_left = True


async def test_it_is_heard_in_order_and_ends_when_nobody_listens_any_more() -> None:
    ear = Ear(10)
    for number in (1, 2, 3):
        ear.put(number)

    await ear.close()

    assert ([number async for number in ear], ear.has_left) == ([1, 2, 3], True)


async def test_the_oldest_go_where_too_many_wait_and_are_counted() -> None:
    ear = Ear(2)
    for number in (1, 2, 3, 4):
        ear.put(number)

    assert (await anext(ear), await anext(ear), ear.dropped) == (3, 4, 2)
