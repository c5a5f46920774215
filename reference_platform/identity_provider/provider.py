"""The authorization code flow of OpenID Connect (openid-connect-core-1_0, RFC 7636), and a control API beside it.

PUT /control/people {email, name?, groups?, says?, seconds?, broken?} makes somebody known: `says` replaces claims of
the ID token, `seconds` is how long the token endpoint takes for them, `broken` has it fail.
"""

import asyncio
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pydantic import BaseModel, Field, SecretStr, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference_platform.operation.settings import ProcessSettings

#: Seconds: for how long a code, and a proof of identity, are good.
CODE_SECONDS, PROOF_SECONDS = 60, 300
_FORM = "<!doctype html><title>Sign in</title><form method=post><input name=email><button>Continue</button></form>"


class ProviderSettings(ProcessSettings):
    """The one relying party: where its people are sent back to, and the secret of its clients."""

    accounts_url: str
    sso_client_secret: SecretStr


class Person(BaseModel, extra="forbid"):
    """Somebody whom the provider knows."""

    email: str
    name: str = "Somebody"
    groups: list[str] = Field(default_factory=list)
    says: dict[str, Any] = Field(default_factory=dict)
    seconds: float = 0
    broken: bool = False


class Provider:
    """The process's whole state and its routes."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings, self.issuer = settings, f"http://{settings.host}:{settings.port}"
        self.people: dict[str, Person] = {}
        #: What each unused code was given for: the request, whose it is, and until when.
        self.codes: dict[str, tuple[dict[str, str], Person, float]] = {}
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_urlsafe(8), "use": "sig", "alg": "RS256"})

    def app(self) -> ASGIApp:
        """The application to serve."""
        keys = JSONResponse(KeySet([self.key]).as_dict(private=False))
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/.well-known/jwks.json", keys),
                Route("/authorize", self.authorize, methods=["GET", "POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/control/people", self.put_person, methods=["PUT"]),
                Route("/health/ready", JSONResponse({"status": "ready"})),
                Route("/health", JSONResponse({"status": "healthy"})),
            ]
        )

    async def discovery(self, _request: Request) -> Response:
        """Where everything is (openid-connect-discovery-1_0)."""
        places = {name: f"{self.issuer}/{path}" for name, path in _PLACES.items()}
        return JSONResponse({"issuer": self.issuer, "code_challenge_methods_supported": ["S256"]} | places)

    async def authorize(self, request: Request) -> Response:
        """GET: the form; POST, with the e-mail of who signs in: back with a code, or with `deny` with an error."""
        asked = dict(request.query_params)
        client = asked.get("client_id", "").removeprefix("apex-")
        if asked.get("redirect_uri") != f"{self.settings.accounts_url}/auth/sso/{client}/callback":
            return HTMLResponse("<!doctype html><title>Refused</title>Nobody sends people here like that.", 400)
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return self._back(asked, error="invalid_request")
        if request.method == "GET":
            return HTMLResponse(_FORM)
        form = dict(parse_qsl((await request.body()).decode()))
        person = self.people.get(form.get("email", ""))
        if person is None or "deny" in form:
            return self._back(asked, error="access_denied")
        code = secrets.token_urlsafe(32)
        self.codes[code] = (asked, person, time.monotonic() + CODE_SECONDS)
        return self._back(asked, code=code)

    async def token(self, request: Request) -> Response:
        """The proof of identity for a code: once, for the client and the verifier that it was given for."""
        form = dict(parse_qsl((await request.body()).decode()))
        asked, person, until = self.codes.pop(form.get("code", ""), ({}, Person(email=""), 0.0))
        await asyncio.sleep(person.seconds)
        if person.broken:
            return JSONResponse({"error": "server_error"}, 500)
        secret = self.settings.sso_client_secret.get_secret_value()
        if not secrets.compare_digest(form.get("client_secret", ""), secret):
            return JSONResponse({"error": "invalid_client"}, 401)
        proven = create_s256_code_challenge(form.get("code_verifier", "")) == asked.get("code_challenge")
        same = all(form.get(name) == asked.get(name) for name in ("client_id", "redirect_uri"))
        if not (proven and same) or time.monotonic() > until:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        about = {"email": person.email, "email_verified": True, "name": person.name, "groups": person.groups}
        claims = about | {"iss": self.issuer, "sub": person.email, "aud": asked["client_id"], "nonce": asked["nonce"]}
        claims |= {"iat": now, "exp": now + PROOF_SECONDS} | person.says
        proof = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        said = {"id_token": proof, "access_token": secrets.token_urlsafe(32), "token_type": "Bearer"}
        return JSONResponse(said, headers={"cache-control": "no-store"})

    async def put_person(self, request: Request) -> Response:
        """Makes somebody known."""
        try:
            person = Person.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"error": str(error)}, 422)
        self.people[person.email] = person
        return Response(status_code=204)

    def _back(self, asked: dict[str, str], **answer: str) -> Response:
        query = urlencode(answer | {"state": asked.get("state", "")})
        return RedirectResponse(f"{asked['redirect_uri']}?{query}", 303)


_PLACES = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": ".well-known/jwks.json"}
