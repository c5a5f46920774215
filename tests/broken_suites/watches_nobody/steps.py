from behave import then

from support.actors import asking, conditions


@then("nothing of Ada's run reaches Ben's tabs")
def reaches_nobody(context):
    told = asking.story(context.world, "Ada")
    for tab in context.world.cast["Ben"].opened_tabs:
        tab.sees_nothing(conditions.part_of(told.question))
