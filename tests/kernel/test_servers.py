"""Only servers that were named are spoken to, and only so much of them is heard."""

from collections.abc import AsyncIterator

import pytest

from dure.errors import Unavailable
from dure.kernel.servers import is_server, may_reach, read_at_most

HOSTS = ("push.example.org", "*.example.net", "http://127.0.0.1:8000", "http://192.0.2.1:80")


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://push.example.org/x", True),
        ("https://push.example.org:443/x", True),
        ("https://a.b.example.net/x", True),
        ("http://127.0.0.1:8000/x", True),
        ("https://example.net/x", False),
        ("https://notexample.net/x", False),
        ("https://push.example.org.example.com/x", False),
        ("https://push.example.org:8443/x", False),
        ("https://a@push.example.org/x", False),
        ("http://push.example.org/x", False),
        ("http://127.0.0.1:8001/x", False),
        ("http://192.0.2.1:80/x", False),
        ("http://169.254.169.254/x", False),
        ("https://푸시.example.net/x", False),
        ("https://push.example.org/" + "x" * 2000, False),
        ("https://push.example.org:x/", False),
        ("https://[::1", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_an_address_from_outside_is_reached_only_where_its_host_was_named(
    url: str, *, may: bool
) -> None:
    assert may_reach(url, HOSTS) is may


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://issuer.example.org/v1", True),
        ("https://issuer.example.org:8443", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://issuer.example.org", False),
        ("https://issuer.example.org:0", False),
        ("https://issuer.example.org:x", False),
        ("https://issuer.example.org:99999", False),
        ("https://[::1", False),
        ("https://", False),
        ("ftp://127.0.0.1", False),
        ("", False),
    ],
)
def test_an_operators_server_is_asked_over_https_or_on_this_machine(url: str, *, may: bool) -> None:
    assert is_server(url) is may


async def parts(*told: bytes) -> AsyncIterator[bytes]:
    for part in told:
        yield part


async def test_an_answer_is_read_to_its_limit_and_no_further() -> None:
    assert await read_at_most(parts(b"ab", b"c"), 3, what="날씨") == b"abc"
    with pytest.raises(Unavailable):
        await read_at_most(parts(b"ab", b"cd"), 3, what="날씨")
