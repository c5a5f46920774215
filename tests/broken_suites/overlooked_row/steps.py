from behave import then

from support.actors import asking


@then("Ada is told of these agents")
def told_of_these(context):
    plan = asking.story(context.world, "Ada").started.body.plan
    assert {row["agent"] for row in context.table} <= set(plan)
