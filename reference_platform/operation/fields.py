"""Field types that request bodies share; a refusal says what to send instead, without the value."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError


def storable(text: str) -> str:
    """The text itself; a validation error `invalid_text` for what PostgreSQL cannot keep."""
    if "\x00" in text:
        raise PydanticCustomError(
            "invalid_text", "A text holds the character NUL.", {"next_step": "Send it without that character."}
        )
    return text


Storable = Annotated[str, AfterValidator(storable)]
"""A text that PostgreSQL can keep: any Unicode but NUL."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(storable)]
"""A person's or thing's name: 1 to 200 characters, without blanks around it."""
