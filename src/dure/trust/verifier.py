"""Whether an access token is good right now: signed by us, not run out, not taken back.

What a token says is remembered by its hash, since verifying a signature costs more than all the
rest; whether it still holds is asked every time.
"""

import hashlib
from collections import OrderedDict
from typing import Final

from dure.errors import Unauthenticated
from dure.kernel.clock import Clock
from dure.trust.access import Caller
from dure.trust.accounts import Accounts
from dure.trust.families import Families
from dure.trust.signing import SigningKeys
from dure.trust.tokens import Party, TokenClaims, read

_MOST: Final = 10_000
"""Tokens whose claims are remembered, about 1 KiB each; the one used longest ago goes first."""


class Verifier:
    """Knows callers by their access tokens. slack_s: how far ahead another clock may be."""

    def __init__(
        self,
        *,
        keys: SigningKeys,
        families: Families,
        accounts: Accounts,
        clock: Clock,
        party: Party,
        slack_s: float,
    ) -> None:
        self._keys, self._families, self._accounts = keys, families, accounts
        self._clock, self._party, self._slack_s = clock, party, slack_s
        self._verified: OrderedDict[bytes, TokenClaims] = OrderedDict()

    def verify(self, access: str) -> Caller:
        """Return whom an access token stands for.

        Raises Unauthenticated, the same whatever is wrong.
        """
        name = hashlib.sha256(access.encode(errors="surrogatepass")).digest()
        claims = self._verified.get(name)
        if claims is None:
            claims = read(access, public=self._keys.public, party=self._party)
            self._remember(name, claims)
        else:
            self._verified.move_to_end(name)
        if not self._holds(claims):
            del self._verified[name]
            raise Unauthenticated
        return claims.caller

    def __len__(self) -> int:
        """Return how many tokens are remembered."""
        return len(self._verified)

    def _remember(self, name: bytes, claims: TokenClaims) -> None:
        self._verified[name] = claims
        if len(self._verified) > _MOST:
            self._verified.popitem(last=False)

    def _holds(self, claims: TokenClaims) -> bool:
        now_s = self._clock.now().timestamp()
        if not claims.issued_s - self._slack_s <= now_s < claims.expires_s:
            return False
        if self._families.is_revoked(claims.caller.family) or not self._keys.is_ours(claims.kid):
            return False
        return self._is_of_now(claims)

    def _is_of_now(self, claims: TokenClaims) -> bool:
        """Tell whether the account is still as it was when the token was signed."""
        caller = claims.caller
        account = self._accounts.find(caller.tenant, caller.user)
        if account is None or claims.version > account.version:
            # Signed by a process that knows more than this one, which hears of it soon.
            return True
        return account.is_there and claims.version == account.version
