"""E-mail addresses: which are fit, and the one form in which they are kept."""

import re

from pydantic_core import PydanticCustomError

# The addresses that people have (RFC 5321's lengths, RFC 5322's unquoted local part), with a dot in the
# domain.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_LOCAL}(?:\.{_LOCAL})*@{_LABEL}(?:\.{_LABEL})+")


def fit(text: str) -> str:
    """The address in lower case, trimmed; a validation error `invalid_email` for any other text."""
    text = text.strip()
    if not _EMAIL.fullmatch(text):
        next_step = "Send an address such as name@company.com."
        raise PydanticCustomError("invalid_email", "This is not an e-mail address.", {"next_step": next_step})
    return text.lower()
