from behave import then

from support.actors import asking, substance


@then("every figure that Cleo was told is right")
def figures_of_somebody(context):
    substance.agrees(asking.story(context.world, "Ada").answer, asking.oracle(context.world, "Ada"))
