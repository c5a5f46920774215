from behave import then


@then("nothing came of Fay's registration")
def nothing_came_of_it(context):
    assert not any(reply.ok for reply in context.world.facts.replies.get("Fay", ()))
