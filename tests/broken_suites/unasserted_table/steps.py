from behave import then

from support.actors import asking


@then("Max's agents are")
def agents_are(context):
    assert [row["agent"] for row in context.table], "the table is empty"
    asking.latest(context.world, "Max")
