from behave import then

from support.actors import asking


@then("something happens for Max")
def something_happens(context):
    question = asking.latest(context.world, "Max")
    context.world.wire.wait("anything", lambda: bool(question.tab.frames(question.cursor)), 5.0, question.tab.channel)
    assert question.tab.frames(question.cursor)
