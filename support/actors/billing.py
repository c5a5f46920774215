"""What runs are charged with and what companies owe, computed anew from what the model provider counted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from support.actors import asking, plans
from support.evidence.about import about

if TYPE_CHECKING:
    from support.targets.canon.contracts import Charge
    from support.world import World

CENT = Decimal("0.01")

DIGIT = 1e-9
"""The last digit of an amount in US dollars (CONTRACT.md, "Accounts")."""


def charged_exactly(world: World, person: str) -> None:
    """Each of the person's answered runs has one charge and no other is kept; together they are, to the last digit,
    what the tokens that the model provider counted cost at the scenario's price, and so are the runs' own costs, as
    they are kept and as the person reads them."""
    stories = asking.stories(world, person)
    charges = kept(world, person)
    runs = sorted(str(story.ended.run_id) for story in stories)
    assert sorted(str(charge.run_id) for charge in charges) == runs, (
        f"{len(charges)} charges are kept for {len(runs)} runs, run for run: {[each.run_id for each in charges]}"
    )
    calls = [call for call in world.faults.calls(world.cast[person]) if call.prompt_tokens is not None]
    counted = (sum(call.prompt_tokens or 0 for call in calls), sum(call.completion_tokens or 0 for call in calls))
    told = tuple(sum(column) for column in zip(*map(_tokens, charges), strict=True))
    assert told == counted, f"the model provider counted {counted} tokens; kept with the runs are {told}"
    [price] = world.facts.rates.values()
    for charge in charges:
        due = price.of(charge.prompt_tokens or 0, charge.completion_tokens or 0)
        assert due > 0, f"run {charge.run_id} used nothing: the scenario proves nothing"
        assert charge.amount == due, f"run {charge.run_id} is charged {charge.amount}; its tokens cost {due}"
        assert charge.cost == due, f"run {charge.run_id} is kept with a cost of {charge.cost}; its tokens cost {due}"
        read = world.cast[person].journal(str(charge.run_id)).value
        assert read.tokens == sum(_tokens(charge)), f"run {charge.run_id} reads {read.tokens} tokens; {charge} is kept"
        assert abs((read.cost or 0) - float(due)) < DIGIT, f"run {charge.run_id} reads a cost of {read.cost}; due {due}"


def invoiced(world: World, person: str, plan: str) -> None:
    """The invoice is the plan's base and the sum of all charges, rounded once, and their total, to the cent; it counts
    the runs and tokens that are charged."""
    reply = world.cast[person].invoice()
    invoice, charges = reply.value, kept(world, person)
    usage = cents(sum((each.amount for each in charges), Decimal(0)))
    base = plans.BASE[plan]
    with about(reply):
        assert invoice.plan == plan, f"{person}'s invoice is of the {invoice.plan} plan; expected {plan}"
        assert invoice.base == (base or 0), f"the base is {invoice.base}; the {plan} plan costs {base}"
        assert invoice.by_contract == (base is None), f"by contract: {invoice.by_contract}, on the {plan} plan"
        assert invoice.usage == usage, f"the usage is {invoice.usage}; the charges come to {usage}"
        assert invoice.total == invoice.base + usage, f"{invoice.base} and {usage} are not {invoice.total}"
        counted = (invoice.runs, invoice.prompt_tokens, invoice.completion_tokens)
        told = [sum(column) for column in zip(*map(_tokens, charges), strict=True)] or [0, 0]
        assert counted == (len(charges), *told), f"the invoice counts {counted}; charged are {len(charges)} and {told}"


def states_savings(world: World, person: str) -> None:
    """The invoice states the greatest saving that the answers have found, to the cent; each run reads with its own."""
    found = []
    for story in asking.stories(world, person):
        planned = [figure.value for figure in story.answer.figures if figure.name == "planned_saving"]
        read = world.cast[person].journal(str(story.ended.run_id)).value.savings
        assert (read is not None) == bool(planned), f"the answer has planned {planned}; the run reads {read}"
        assert cents(Decimal(str(read or 0))) == cents(max(planned, default=Decimal(0))), f"{planned}; read is {read}"
        found += planned
    assert found, f"{person}'s answers have planned no saving: the scenario proves nothing"
    stated = world.cast[person].invoice().value.savings
    assert stated == cents(max(found)), f"the invoice states a saving of {stated}; the answers found {max(found)}"


def kept(world: World, person: str) -> Sequence[Charge]:
    """The charges that are kept for the person's company."""
    stage = world.cast.stage
    return stage.rows(stage.dialect.kept_charges, world.cast[person].company_id)


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def _tokens(charge: Charge) -> tuple[int, int]:
    return charge.prompt_tokens or 0, charge.completion_tokens or 0
