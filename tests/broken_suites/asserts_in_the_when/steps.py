from behave import then, when

from support.actors import asking


@when("Max asks and is answered")
def asks_and_is_answered(context):
    asking.asks(context.world, "Max", "What do we spend on AI?")
    assert asking.story(context.world, "Max").answer.text


@then("Max is content")
def is_content(context):
    assert asking.latest(context.world, "Max") is not None
