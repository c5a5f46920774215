"""How figures and names read in a sentence."""

from decimal import ROUND_HALF_UP, Decimal

Number = Decimal | int | float


def _rounded(value: Number, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def money(value: Number) -> str:
    """US dollars to the cent; an amount under one cent keeps six decimals, so that it never reads as nothing.
    US dollars to the cent; an amount under one cent keeps six decimals, so that it never reads as nothing.
    """
    size = abs(Decimal(value))
    return f"{'-' if value < 0 else ''}${_rounded(size, 6 if 0 < size < Decimal('0.01') else 2):,}"


def percent(value: Number) -> str:
    """A percentage to one decimal."""
    return f"{_rounded(value, 1):,}%"


def count(value: Number, noun: str) -> str:
    """A whole number with its noun, in the plural where it is not one."""
    return f"{int(value):,} {noun}{'' if value == 1 else 's'}"


def plain(text: str) -> str:
    """Text of a customer on one line, so that it stays one item of a list."""
    return " ".join(text.split())
