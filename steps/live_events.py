"""What customers see while agents work."""

from behave import then
from behave.runner import Context

from support.actors import asking, crowds, teamwork, telling
from support.stores import keeping


@then("{person:Person} sees the work start, think, use tools and finish, in that order")
def sees_the_work(context: Context, person: str) -> None:
    telling.whole(asking.story(context.world, person))


@then("each of {person:Person}'s tabs sees the work start, think, use tools and finish, in that order")
def each_tab_sees_the_work(context: Context, person: str) -> None:
    for story in asking.stories_by_tab(context.world, person):
        telling.whole(story)


@then("all of {person:Person}'s tabs see the same events in the same order")
def tabs_see_the_same(context: Context, person: str) -> None:
    telling.alike(asking.stories_by_tab(context.world, person))


@then("{person:Person} is told within the start budget that the work has begun")
def is_told_of_the_start(context: Context, person: str) -> None:
    story = asking.story(context.world, person)
    context.world.budgets.keeps("started", story.started_after, f"the start told to {person}", story.started)


@then("{person:Person} sees a first thought within the first-thought budget")
def sees_a_first_thought(context: Context, person: str) -> None:
    story = asking.story(context.world, person)
    took = story.first_thought_after
    context.world.budgets.keeps("first thought", took, f"the first thought shown to {person}", story.thinking[0])


@then("{person:Person} is never left in silence longer than the silence budget")
def is_never_left_in_silence(context: Context, person: str) -> None:
    story = asking.story(context.world, person)
    took = story.longest_silence
    context.world.budgets.keeps("silence", took, f"the longest silence that {person} met", *story.after_the_silence)


@then("the start names the supervisor, the run, the conversation, {person:Person} and the moment")
def start_names(context: Context, person: str) -> None:
    telling.start_is_signed(asking.story(context.world, person), context.world.cast[person].account.id)


@then("the start names the agents that {person:Person}'s plan offers")
def start_names_agents(context: Context, person: str) -> None:
    telling.start_names_agents(asking.story(context.world, person), context.world.cast[person].plan)


@then("each thought that {person:Person} sees is a sentence, with its step and progress")
def thoughts_are_sentences(context: Context, person: str) -> None:
    telling.thoughts_are_sentences(asking.story(context.world, person))


@then("the progress that {person:Person} sees never goes back")
def progress_never_goes_back(context: Context, person: str) -> None:
    telling.progress_rises(asking.story(context.world, person))


@then('the thoughts that {person:Person} sees speak of "{words}"')
def thoughts_speak_of(context: Context, person: str, words: str) -> None:
    telling.thoughts_speak_of(asking.story(context.world, person), words)


@then("each tool is announced to {person:Person} by name, with its purpose and what it is given")
def tools_are_announced(context: Context, person: str) -> None:
    telling.tools_are_announced(asking.story(context.world, person))


@then("no tool ran before it was announced to {person:Person}")
def no_tool_ran_early(context: Context, person: str) -> None:
    telling.announced_before_running(asking.story(context.world, person), keeping.steps(context.world, person))


@then("each tool's end tells {person:Person} the outcome in words and how long it took")
def tool_ends_tell(context: Context, person: str) -> None:
    telling.tool_ends_tell(asking.story(context.world, person))


@then("the outcome and the duration that {person:Person} sees are the ones recorded")
def tool_ends_agree(context: Context, person: str) -> None:
    telling.tool_ends_agree(asking.story(context.world, person), keeping.steps(context.world, person))


@then("several tools work for {person:Person} at the same time")
def tools_overlap(context: Context, person: str) -> None:
    telling.tools_overlap(asking.story(context.world, person))


@then("each tool that {person:Person} saw start ends exactly once")
def tools_end_once(context: Context, person: str) -> None:
    telling.tools_end_once(asking.story(context.world, person))


@then("the last that {person:Person} hears of the run is its result")
def result_is_last(context: Context, person: str) -> None:
    telling.result_is_last(asking.story(context.world, person))


@then("{person:Person} hears nothing more of the run")
def hears_nothing_more(context: Context, person: str) -> None:
    asking.hears_nothing_more(context.world, person)


@then("nothing of {asker:Person}'s run reaches {other:Person}")
def nothing_reaches(context: Context, asker: str, other: str) -> None:
    asking.nothing_reaches(context.world, other, of=asker)


@then("{person:Person}'s events arrive in the order in which they were produced, without a gap")
def events_in_order(context: Context, person: str) -> None:
    telling.in_order_of_production(asking.numbered_frames(context.world, person))


@then("{person:Person}'s question comes back unchanged")
def question_comes_back(context: Context, person: str) -> None:
    telling.question_comes_back(asking.story(context.world, person))


@then("{agents:Agents} each report to {person:Person} under that run")
def agents_report(context: Context, agents: list[str], person: str) -> None:
    teamwork.report_under_the_run(asking.story(context.world, person), agents)


@then("the stages that {person:Person} saw are those recorded, in the same order")
def stages_are_recorded(context: Context, person: str) -> None:
    teamwork.stages_as_recorded(asking.story(context.world, person), keeping.steps(context.world, person))


@then("{person:Person} saw each stage before the next one was over")
def stages_are_live(context: Context, person: str) -> None:
    teamwork.seen_before_the_next(asking.story(context.world, person), keeping.steps(context.world, person))


@then("{share:Count} of 100 events arrived within the delivery budget")
def events_arrived_in_time(context: Context, share: int) -> None:
    crowds.delivered_in_time(context.world, share)
