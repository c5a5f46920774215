"""What somebody may try who is not who they claim to be."""

from __future__ import annotations

import json

from support.targets.canon import Account


class Attempts:
    """See :class:`support.targets.dialect.Dialect`, attempts."""

    def claims(self, text: str, message_id: str, claimed: Account) -> str:
        """A user_message that names the claimed person and company in every field that the wire has for them."""
        company = claimed.organisation.id if claimed.organisation else None
        whose = {"user_id": claimed.id, "owner_id": claimed.id, "owner": claimed.id, "author_id": claimed.id}
        about = {"organisation_id": company, "organisation": company, "email": claimed.email, "roles": ["operator"]}
        said = {"type": "user_message", "content": text, "client_message_id": message_id}
        return json.dumps(said | whose | about | {"payload": whose, "user": claimed.email})
