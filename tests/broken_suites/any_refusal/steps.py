from behave import then


@then("Fay did not get in")
def did_not_get_in(context):
    assert not context.world.facts.reply("Fay").ok
