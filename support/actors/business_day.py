"""A day of many customers: they sign up, move to other plans, ask; in the evening all has to add up."""

from __future__ import annotations

from decimal import Decimal
from itertools import cycle
from typing import TYPE_CHECKING

from support.actors import billing, canaries, crowds, plans

if TYPE_CHECKING:
    from support.world import World

PLANS = ("free", "early", "mid", "enterprise")


def passes(world: World, count: int) -> None:
    """So many customers sign up and bring in records, each moves to the next of the plans in turn, and asks."""
    people = world.cast.crowd(count)
    crowds.come_in(world, people)
    canaries.plants(world, people)
    for person, plan in zip(people, cycle(PLANS), strict=False):
        if plan != "free":
            world.cast[person].is_put_on(plan)
        world.facts.chosen_plans[person] = plan
    canaries.asks(world, people)


def all_adds_up(world: World) -> None:
    """For each customer: the plan that was chosen last is the one that is kept and told; the conversation holds exactly
    the question and its answer; one run was charged, and the invoice is base and usage."""
    for person, plan in world.facts.chosen_plans.items():
        actor, question = world.cast[person], world.facts.questions[person][-1]
        story = actor.follows(question, "burst")
        [account] = world.kept.accounts(actor.email)
        told = actor.whoami().value.organisation
        plans_seen = (account.organisation and account.organisation.plan, told and told.plan)
        assert plans_seen == (plan, plan), f"{person} chose the {plan} plan; kept and told are {plans_seen}"
        messages = world.kept.messages(str(question.thread_id))
        assert [each.text for each in messages] == [question.text, story.answer.text], (
            f"{person}'s conversation is kept as {[each.text for each in messages]}"
        )
        charges = billing.kept(world, person)
        assert [each.run_id for each in charges] == [story.ended.run_id], f"{person} is charged for {charges}"
        invoice = actor.invoice().value
        due = (plans.BASE[plan] or Decimal(0)) + billing.cents(charges[0].amount)
        assert invoice.total == due, f"{person} on the {plan} plan owes {invoice.total}; expected {due}"
