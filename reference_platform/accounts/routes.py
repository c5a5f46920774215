"""The HTTP addresses of the accounts service."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response
from pydantic import AfterValidator, BaseModel, StringConstraints

from reference_platform.accounts import addresses, passwords
from reference_platform.accounts.bearer import SignedIn, signed_in
from reference_platform.accounts.customers import Customers
from reference_platform.accounts.organisations import Organisations
from reference_platform.accounts.roles import Plan, Role
from reference_platform.accounts.sessions import Sessions
from reference_platform.accounts.signing import SigningKeys
from reference_platform.operation.errors import invalid
from reference_platform.operation.fields import Name, storable

Email = Annotated[str, AfterValidator(addresses.fit)]
NewPassword = Annotated[str, StringConstraints(max_length=256), AfterValidator(passwords.strong)]
Secret = Annotated[str, StringConstraints(max_length=1024)]
SENT = Body(embed=True)


class Registration(BaseModel):
    """A sign-up; what else a client sends (a role, a plan) is not looked at."""

    email: Email
    password: NewPassword
    name: Name
    organisation: Name | None = None


class Credentials(BaseModel):
    """A sign-in."""

    email: Annotated[
        str, StringConstraints(max_length=254, strip_whitespace=True, to_lower=True), AfterValidator(storable)
    ]
    password: Secret


class Acceptance(BaseModel):
    """What an invited person without an account sends; who is signed in sends nothing."""

    password: NewPassword | None = None
    name: Name | None = None


def keys(signing: SigningKeys) -> APIRouter:
    """The published keys."""
    router = APIRouter()

    @router.get("/.well-known/jwks.json")
    async def published(response: Response) -> dict[str, Any]:
        response.headers["cache-control"] = "public, max-age=60"
        return signing.published()

    return router


def authentication(customers: Customers, sessions: Sessions) -> APIRouter:
    """Sign-up, sign-in, refresh, sign-out, who am I."""
    router = APIRouter(prefix="/auth")

    @router.post("/register", status_code=201)
    async def register(body: Registration) -> dict[str, Any]:
        return await customers.register(body.email, body.password, body.name, body.organisation)

    @router.post("/login")
    async def login(body: Credentials) -> dict[str, Any]:
        return await customers.login(body.email, body.password)

    @router.post("/refresh")
    async def refresh(refresh_token: Annotated[Secret, SENT]) -> dict[str, Any]:
        return await sessions.refresh(refresh_token)

    @router.post("/logout", status_code=204)
    async def logout(caller: SignedIn) -> None:
        await sessions.end(caller.session_id, "signed out")

    @router.get("/me")
    async def me(caller: SignedIn) -> dict[str, Any]:
        return caller.public()

    return router


def organisations(acts: Organisations) -> APIRouter:
    """Organisations, members, invitations, plans."""
    router = APIRouter()

    @router.post("/organisations", status_code=201)
    async def create(name: Annotated[Name, SENT], caller: SignedIn) -> dict[str, Any]:
        return await acts.create(caller, name)

    @router.get("/organisations/{organisation_id}/members")
    async def members(organisation_id: UUID, caller: SignedIn) -> dict[str, Any]:
        return {"items": await acts.members(caller, organisation_id)}

    @router.patch("/organisations/{organisation_id}/members/{user_id}")
    async def change_role(
        organisation_id: UUID, user_id: UUID, role: Annotated[Role, SENT], caller: SignedIn
    ) -> dict[str, Any]:
        return await acts.change_role(caller, organisation_id, user_id, role)

    @router.put("/organisations/{organisation_id}/plan")
    async def set_plan(organisation_id: UUID, plan: Annotated[Plan, SENT], caller: SignedIn) -> dict[str, Any]:
        return await acts.set_plan(caller, organisation_id, plan)

    @router.post("/organisations/{organisation_id}/invitations", status_code=201)
    async def invite(
        organisation_id: UUID, email: Annotated[Email, SENT], role: Annotated[Role, SENT], caller: SignedIn
    ) -> dict[str, Any]:
        return await acts.invite(caller, organisation_id, email, role)

    @router.post("/invitations/{token}/accept", status_code=201)
    async def accept(
        token: str, request: Request, response: Response, body: Acceptance | None = None
    ) -> dict[str, Any]:
        if "authorization" in request.headers:
            response.status_code = 200
            return await acts.move_invited(token, await signed_in(request))
        if body is None or body.password is None or body.name is None:
            next_step = "Send both, or accept with the session of an account of yours."
            raise invalid("missing_field", "The field password or name is missing.", next_step)
        return await acts.register_invited(token, body.password, body.name)

    return router
