"""What is sent to the accounts service, field by field; what else a client sends (a role, a plan) is not looked at."""

from typing import Annotated, Literal

from fastapi import Body
from pydantic import AfterValidator, StringConstraints

from reference_platform.accounts import addresses, passwords, roles
from reference_platform.operation.fields import Name, storable

_SENT = Body(embed=True)
_KNOWN = StringConstraints(max_length=254, strip_whitespace=True, to_lower=True)

Email = Annotated[str, AfterValidator(addresses.fit), _SENT]
#: The address of a sign-in: an unfit one is merely unknown.
AnyEmail = Annotated[str, _KNOWN, AfterValidator(storable), _SENT]
_Password = Annotated[str, StringConstraints(max_length=256), AfterValidator(passwords.strong)]
NewPassword = Annotated[_Password, _SENT]
#: A password or a token that opens something, or does not.
Secret = Annotated[str, StringConstraints(max_length=1024), _SENT]
NewName = Annotated[Name, _SENT]
#: FastAPI looks for the mark of a body outside of the union alone.
MaybePassword = Annotated[_Password | None, _SENT]
MaybeName = Annotated[Name | None, _SENT]
Role = Annotated[roles.Role, _SENT]
Plan = Annotated[roles.Plan, _SENT]
Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{1,253}$"), _SENT]
#: The role that each group of an identity provider gives.
Groups = Annotated[dict[str, Literal["admin", "analyst", "viewer"]], _SENT]
