from behave import then

from support.actors import asking


@then("Max is told of these agents")
def told_of_these(context):
    plan = asking.story(context.world, "Max").started.body.plan
    assert {row["agent"] for row in context.table} <= set(plan)
