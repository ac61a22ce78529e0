"""Who follows a log is woken for what they follow, and now and then for the rest."""

from dure.kernel.events import NewEvent
from dure.ports.events import Append
from dure.ports.followers import Follower, Followers

NEWS = "shop.sold_out"


def written(*kinds: str) -> list[Append]:
    events = tuple(NewEvent(kind=kind, open={}) for kind in kinds)
    return [Append(tenant="main", stream="a", events=events)]


def is_woken(follower: Follower) -> bool:
    was_set = follower.news.is_set()
    follower.news.clear()
    return was_set


def test_who_follows_all_is_woken_for_anything() -> None:
    followers = Followers()

    with followers.one(0, None) as follower:
        followers.wake(written("turn.heard"), 1)
        assert is_woken(follower)


def test_who_follows_a_kind_is_woken_for_it_and_not_for_others() -> None:
    followers = Followers()

    with followers.one(0, frozenset((NEWS,))) as follower:
        followers.wake(written("turn.heard", "turn.answered"), 2)
        assert not is_woken(follower)
        followers.wake(written("turn.heard", NEWS), 4)
        assert is_woken(follower)


def test_nobody_falls_so_far_behind_that_the_disk_must_be_asked() -> None:
    followers = Followers()

    with followers.one(0, frozenset((NEWS,))) as follower:
        woken = []
        for seq in range(1, 65):
            followers.wake(written("turn.heard"), seq)
            if is_woken(follower):
                follower.seen = seq
                woken.append(seq)

    assert woken == [32, 64]


def test_who_left_is_woken_no_more() -> None:
    followers = Followers()
    with followers.one(0, None) as follower:
        pass

    followers.wake(written(NEWS), 1)

    assert not is_woken(follower)
