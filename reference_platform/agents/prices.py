"""List prices of models, from the price library at its pinned version (genai-prices)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

#: The number of tokens for which a price is asked: below every tier at which a provider changes its price.
_SAMPLE = 1000


@dataclass
class Tokens:
    """Prompt and completion tokens of some requests."""

    prompt: int = 0
    completion: int = 0


@lru_cache(maxsize=512)
def per_token(model: str, provider: str | None) -> tuple[Decimal, Decimal] | None:
    """US dollars per prompt and per completion token, in the first price tier; None for a model without a
    price.
    """
    # Imported on first use: the price table costs a process 0.1 s, which its start must not wait for.
    from genai_prices import Usage, calc_price  # noqa: PLC0415

    usage = Usage(input_tokens=_SAMPLE, output_tokens=_SAMPLE)
    for provider_id in {provider.lower() if provider else None: 0, None: 0}:
        try:
            price = calc_price(usage, model, provider_id=provider_id)
        except LookupError:
            continue
        return price.input_price / _SAMPLE, price.output_price / _SAMPLE
    return None


def cost(tokens: Tokens, price: tuple[Decimal, Decimal]) -> Decimal:
    """What so many tokens cost, in US dollars."""
    return tokens.prompt * price[0] + tokens.completion * price[1]


@dataclass(frozen=True)
class Alternative:
    """A cheaper model among those in use, for the same tokens."""

    model: str
    other: str
    saving: Decimal


def alternatives(work: Mapping[str, Tokens], known: Mapping[str, tuple[Decimal, Decimal]]) -> list[Alternative]:
    """Per model with work, the cheapest other model of `known` for that work; only where it saves. Biggest
    first.
    """
    found: list[Alternative] = []
    for model, tokens in work.items():
        others = sorted((cost(tokens, price), other) for other, price in known.items() if other != model)
        if model in known and others and (saving := cost(tokens, known[model]) - others[0][0]) > 0:
            found.append(Alternative(model, others[0][1], saving))
    return sorted(found, key=lambda each: (-each.saving, each.model))
