from behave import then

from support.actors import asking, substance


@then("Max's figures are right in the end")
def right_in_the_end(context):
    for _ in range(3):
        try:
            substance.agrees(asking.story(context.world, "Max").answer, asking.oracle(context.world, "Max"))
            break
        except AssertionError:
            context.world.wire.wait("another try", lambda: False, 0.1)
