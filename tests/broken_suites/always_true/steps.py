from behave import then

from support.actors import asking


@then("Max got an answer or did not")
def got_an_answer_or_not(context):
    told = asking.story(context.world, "Max")
    assert told.answer.text or not told.answer.text
