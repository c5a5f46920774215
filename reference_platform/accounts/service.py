"""The accounts service, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from reference_platform.accounts import passwords
from reference_platform.accounts.bearer import Bearer, me
from reference_platform.accounts.contracts import Contracts
from reference_platform.accounts.customers import Customers
from reference_platform.accounts.holder import Holder
from reference_platform.accounts.organisations import Organisations
from reference_platform.accounts.sessions import Sessions
from reference_platform.accounts.settings import AccountsSettings
from reference_platform.accounts.signing import SigningKeys
from reference_platform.accounts.single_sign_on import SingleSignOn
from reference_platform.operation import application
from reference_platform.operation.health import Dependency, Health
from reference_platform.storage.database import OUTAGES, Database
from reference_platform.storage.transport import Transport


@asynccontextmanager
async def opened(settings: AccountsSettings) -> AsyncIterator[FastAPI]:
    """The application with its connections open; StartError for what an operator must put right."""
    async with Database.of(settings) as database, Transport.opened(settings.redis_url) as transport:
        signing = SigningKeys(database, settings)
        bearer = Bearer(signing, database, settings.token_issuer, settings.token_audience)
        sessions = Sessions(bearer, signing, transport, settings)
        customers = Customers(sessions)
        await asyncio.gather(signing.load(), customers.ensure_operator(), passwords.prepare())
        truth = Dependency("postgresql", lambda: database.fetchval("SELECT 1"))
        helper = Dependency("redis", transport.check, needed=False)
        pool = ("apex_db_pool_in_use", "Connections to PostgreSQL at work.", database.in_use)
        app = application.new(Health("accounts", settings, (truth, helper)), OUTAGES, pool)
        app.state.bearer = bearer
        app.include_router(routes(customers, sessions, signing))
        yield app


def routes(customers: Customers, sessions: Sessions, signing: SigningKeys) -> APIRouter:
    """The HTTP addresses of the service."""
    organisations, one = Organisations(customers), "/organisations/{organisation_id}"
    holder, contracts, sso = Holder(organisations), Contracts(organisations), SingleSignOn(organisations)
    return application.router(
        {
            "GET /.well-known/jwks.json": signing.published,
            "POST /auth/register 201": customers.register,
            "POST /auth/login": customers.login,
            "POST /auth/refresh": sessions.refresh,
            "POST /auth/logout 204": sessions.logout,
            "GET /auth/me": me,
            "GET /auth/me/preferences": holder.preferences,
            "PUT /auth/me/preferences": holder.prefer,
            "DELETE /auth/me 204": holder.leave,
            "POST /auth/password 204": holder.change_password,
            "GET /auth/sessions": holder.own_sessions,
            "DELETE /auth/sessions 204": holder.end_sessions,
            "DELETE /auth/sessions/{session_id} 204": holder.end_session,
            "GET /auth/sso/{provider}/start": sso.start,
            "GET /auth/sso/{provider}/callback": sso.callback,
            f"PUT {one}/sso": sso.connect,
            "POST /auth/keys 201": signing.rotate,
            "POST /organisations 201": organisations.create,
            f"GET {one}/members": organisations.members,
            f"PATCH {one}/members/{{user_id}}": organisations.change_role,
            f"DELETE {one}/members/{{user_id}} 204": organisations.remove,
            f"PUT {one}/plan": organisations.set_plan,
            f"PUT {one}/limits": organisations.set_limits,
            f"GET {one}/audit": organisations.trail,
            f"DELETE {one} 204": organisations.delete,
            f"GET {one}/invoice": contracts.invoice,
            f"PUT {one}/residency": contracts.reside,
            f"POST {one}/invitations 201": organisations.invite,
            "POST /invitations/{token}/accept 201": organisations.accept,
        }
    )
