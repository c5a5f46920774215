import time

from behave import then


@then("Max has an answer after a while")
def has_an_answer_after_a_while(context):
    time.sleep(1.5)
    context.world.mark()
    assert any(frame.terminal for frame in context.world.cast["Max"].tab().frames())
