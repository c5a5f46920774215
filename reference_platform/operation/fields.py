"""Field types that request bodies share; a refusal says what to send instead, without the value."""

import json
from typing import Annotated, TypeVar

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

T = TypeVar("T")


def storable(value: T) -> T:
    """The JSON value itself; a validation error where it holds, however deep, what PostgreSQL cannot keep."""
    text = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in text.replace("\\\\", ""):
        raise PydanticCustomError("invalid_text", "it holds the character NUL")
    text.encode()  # a ValueError for half a surrogate pair
    return value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(storable)]
"""A person's or thing's name: 1 to 200 characters, without blanks around it."""
