from behave import then

from support.actors import asking


@then("Max's answer is the one that she got")
def equals_itself(context):
    told = asking.story(context.world, "Max")
    assert told.ended.body == told.ended.body
