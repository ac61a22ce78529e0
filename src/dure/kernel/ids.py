"""Identifiers that sort by the time they were made (ULID layout: 48 bits of ms, 80 random)."""

import os
from collections.abc import Callable
from typing import Final

from dure.kernel.clock import Clock

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_RANDOM_BITS: Final = 80

RandomBytes = Callable[[int], bytes]


def system_random(count: int) -> bytes:
    """Return so many bytes from the machine's generator, fit for keys and nonces."""
    return os.urandom(count)


class Ids:
    """Makes identifiers; each is greater than the one before, also within a millisecond."""

    def __init__(self, clock: Clock, random: RandomBytes = system_random) -> None:
        self._clock = clock
        self._random = random
        self._last = 0

    def new(self) -> str:
        """Return 26 letters of Crockford's base 32."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        value = milliseconds << _RANDOM_BITS | int.from_bytes(self._random(10))
        # Within one millisecond, or when the clock was set back, count on from the last one.
        self._last = max(value, self._last + 1)
        return _letters(self._last)


def _letters(value: int) -> str:
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(120, -1, -10)])
