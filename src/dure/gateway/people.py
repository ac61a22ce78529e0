"""Signing in and out, and the people of a house."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from dure.errors import DureError, Forbidden, NameLeft, NotFound, RateLimited, Unauthenticated
from dure.gateway.gates import HOUSE_TENANT, Gates, GuardedRoute, address_of, caller_of
from dure.gateway.schemas import (
    ChangeBody,
    InviteBody,
    InvitedBody,
    KeyBody,
    MeBody,
    PersonBody,
    RefreshBody,
    SignInBody,
    TokensBody,
)
from dure.trust.access import Caller
from dure.trust.accounts import Account
from dure.trust.identity import Identity, Tokens
from dure.trust.mydata import MyData
from dure.watch import metrics

COOKIE: Final = "dure_refresh"
_COOKIE_PATH: Final = "/v1/auth"
UserName = Annotated[str, Path(min_length=1, max_length=64)]


def sign_in_router(identity: Identity, gates: Gates) -> APIRouter:
    """Return the routes of signing in and out."""
    router = APIRouter(prefix="/v1/auth", route_class=GuardedRoute)

    @router.post("/token")
    async def sign_in(body: SignInBody, request: Request, response: Response) -> TokensBody:
        """Sign in with a password, or begin as a guest."""
        if body.kind == "guest":
            await gates.let_guest_in(request)
            tokens = await identity.guest()
        else:
            tokens = await _signed_in(identity, body, request)
        return _given(tokens, request, response, by_cookie=body.cookie)

    @router.post("/refresh")
    async def refresh(body: RefreshBody, request: Request, response: Response) -> TokensBody:
        """Exchange a refresh token for the next one and an access token."""
        told = body.refresh_token or request.cookies.get(COOKIE)
        if not told:
            raise Unauthenticated
        await gates.count_renewal(request)
        tokens = await identity.refresh(told)
        return _given(tokens, request, response, by_cookie=body.refresh_token is None)

    return router


def sign_out_router(identity: Identity, gates: Gates) -> APIRouter:
    """Return the routes of signing out, and of taking up an invitation."""
    router = APIRouter(prefix="/v1/auth", route_class=GuardedRoute)

    @router.post("/logout", status_code=204)
    async def logout(body: RefreshBody, request: Request) -> Response:
        """Sign out: nothing of this sign-in is good any more."""
        told = body.refresh_token or request.cookies.get(COOKIE)
        if told:
            await identity.logout(told)
        left = Response(status_code=204)
        left.delete_cookie(COOKIE, path=_COOKIE_PATH)
        return left

    @router.post("/invite")
    async def accept_invite(body: InviteBody, request: Request, response: Response) -> TokensBody:
        """Take up an invitation: choose a password and be signed in."""
        await gates.count_arrival(request)
        tokens = await identity.accept(body.invite, password=body.password, user=body.user)
        return _given(tokens, request, response, by_cookie=body.cookie)

    return router


def me_router(identity: Identity) -> APIRouter:
    """Return the routes about whoever asks, and about the keys that sign for everybody."""
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)

    @router.get("/me")
    async def who_am_i(request: Request) -> MeBody:
        """Tell who is asking."""
        caller = caller_of(request)
        return MeBody(
            tenant=caller.tenant,
            user=caller.user,
            role=caller.role,
            login_is_set_up=not identity.is_open,
        )

    @router.post("/keys/rotate")
    async def rotate_keys() -> KeyBody:
        """Sign tokens with a new key from now on; the old one is still believed for ten minutes."""
        return KeyBody(kid=await identity.rotate_signing_key())

    return router


def people_router(identity: Identity, mydata: MyData) -> APIRouter:
    """Return the routes by which administrators look after people."""
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)

    @router.get("/people")
    async def list_people(request: Request) -> list[PersonBody]:
        """List the people of the tenant."""
        return [_person(one) for one in identity.people(caller_of(request).tenant)]

    @router.post("/people", status_code=201)
    async def add_person(body: PersonBody, request: Request) -> InvitedBody:
        """Invite somebody; the invitation is shown once and holds for a day."""
        caller = caller_of(request)
        tenant = _tenant_of(body.tenant, caller)
        if identity.was_removed(tenant, body.user) and mydata.holds(tenant, body.user):
            # Whoever comes next under the name would see what the one before them said.
            raise NameLeft(name=body.user)
        was_there = any(one.user == body.user for one in identity.people(tenant))
        if was_there and body.role != "admin":
            _check_another_admin(identity, tenant, body.user)
        invite = await identity.invite(
            tenant=tenant, user=body.user, role=body.role, by=caller.user
        )
        return InvitedBody(
            tenant=tenant, user=body.user, role=body.role, invite=invite, was_there=was_there
        )

    return router


def person_router(identity: Identity) -> APIRouter:
    """Return the routes by which administrators change and remove somebody."""
    router = APIRouter(prefix="/v1", route_class=GuardedRoute)

    @router.patch("/people/{user}")
    async def change_person(user: UserName, body: ChangeBody, request: Request) -> PersonBody:
        """Give somebody another role, or end all their sign-ins."""
        caller = caller_of(request)
        tenant = _tenant_of(body.tenant, caller)
        if body.role is not None:
            if body.role != "admin":
                _check_another_admin(identity, tenant, user)
            await identity.change_role(tenant, user, role=body.role, by=caller.user)
        if body.sign_out:
            await identity.revoke_all(tenant, user, by=caller.user)
        return _person(_found(identity, tenant, user))

    @router.delete("/people/{user}", status_code=204)
    async def remove_person(user: UserName, request: Request) -> Response:
        """Remove somebody's account; what they said stays until they are forgotten."""
        caller = caller_of(request)
        _check_another_admin(identity, caller.tenant, user)
        await identity.remove(caller.tenant, user, by=caller.user)
        return Response(status_code=204)

    return router


async def _signed_in(identity: Identity, body: SignInBody, request: Request) -> Tokens:
    gates: Gates = request.app.state.gates
    try:
        tokens = await identity.sign_in(
            tenant=body.tenant,
            user=body.user,
            password=body.password,
            address=address_of(request),
        )
    except DureError as error:
        is_wrong = isinstance(error, Unauthenticated | RateLimited)
        metrics.signed_in(gates.telemetry, outcome="denied" if is_wrong else "failed")
        raise
    metrics.signed_in(gates.telemetry, outcome="done")
    return tokens


def _given(tokens: Tokens, request: Request, response: Response, *, by_cookie: bool) -> TokensBody:
    # Tokens are for the one who asked, and for nothing on the way.
    response.headers["Cache-Control"] = "no-store"
    if by_cookie:
        response.set_cookie(
            COOKIE,
            tokens.refresh,
            path=_COOKIE_PATH,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
    return TokensBody(
        access_token=tokens.access,
        refresh_token=None if by_cookie else tokens.refresh,
        expires_in=tokens.expires_s,
        user=tokens.caller.user,
        role=tokens.caller.role,
    )


def _tenant_of(named: str | None, caller: Caller) -> str:
    """Return the tenant meant; only the house's own administrators look after others."""
    if named in (None, caller.tenant):
        return caller.tenant
    if caller.tenant != HOUSE_TENANT:
        raise Forbidden("another tenant", why="다른 테넌트는 이 집 관리자만 돌볼 수 있어요.")
    return named


def _check_another_admin(identity: Identity, tenant: str, user: str) -> None:
    """Raise Forbidden if the person is the only administrator of a tenant."""
    admins = [one.user for one in identity.people(tenant) if one.role == "admin"]
    if admins == [user]:
        raise Forbidden("the last administrator", why="한 명뿐인 관리자예요.")


def _found(identity: Identity, tenant: str, user: str) -> Account:
    for one in identity.people(tenant):
        if one.user == user:
            return one
    raise NotFound(what="사람")


def _person(account: Account) -> PersonBody:
    return PersonBody.model_validate(
        {"tenant": account.tenant, "user": account.user, "role": account.role}
    )
