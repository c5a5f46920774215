from behave import then, when

from support.actors import asking


@when("Ada asks and is answered")
def asks_and_is_answered(context):
    asking.asks(context.world, "Ada", "What do we spend on AI?")
    assert asking.story(context.world, "Ada").answer.text


@then("Ada is content")
def is_content(context):
    assert asking.latest(context.world, "Ada") is not None
