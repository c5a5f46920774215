"""Messages that are none, and how the connection goes on after them."""

from behave import then, when
from behave.runner import Context

from support.actors import mistakes


@when("{person:Person} sends {mistake:Mistake}")
def sends(context: Context, person: str, mistake: str) -> None:
    mistakes.sends(context.world, person, mistake)


@then("{person:Person} is told what is wrong with it and what to do")
def is_told(context: Context, person: str) -> None:
    mistakes.is_told(context.world, person)


@then("nothing of {person:Person}'s mistake is kept")
def nothing_is_kept(context: Context, person: str) -> None:
    mistakes.nothing_is_kept(context.world, person)


@then('{person:Person}\'s next question "{question}" is answered on the same connection')
def goes_on(context: Context, person: str, question: str) -> None:
    mistakes.goes_on(context.world, person, question)


@then('{person:Person}\'s next question "{question}" is answered on a new connection')
def goes_on_anew(context: Context, person: str, question: str) -> None:
    mistakes.goes_on_anew(context.world, person, question)
