"""Defects of days on which something is down, of unusual input, and of web pages and older clients."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from reference_platform.accounts.bearer import refused
from reference_platform.agents.job import Outcome, RunFailed
from reference_platform.chat.frames import Frame
from reference_platform.defects.defect import Call as _Call
from reference_platform.defects.defect import Defect
from reference_platform.defects.targets import ADMIT, APPLICATION, ASK, END, MESSAGES_LISTED, SEND, SUPERVISOR
from reference_platform.operation import versions
from reference_platform.operation.errors import Refusal

FRAME = "reference_platform.chat.frames:Frame.text"


def _outage_is_marked_as_health(sound: _Call) -> _Call:
    def text(self: Any, degraded: bool = False) -> str:
        told: str = sound(self)
        return told

    return text


def _mark_of_an_outage_stays(sound: _Call) -> _Call:
    seen = False

    def text(self: Any, degraded: bool = False) -> str:
        nonlocal seen
        seen = seen or degraded
        told: str = sound(self, seen)
        return told

    return text


def _slow_database_is_taken_for_a_dead_one(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        took = []
        for _ in range(3):
            began = time.monotonic()
            await self.database.fetchval("SELECT 1")
            took.append(time.monotonic() - began)
        if min(took) > 0.015:
            raise RunFailed("internal", "The records cannot be read at the moment.", "Ask again in a few minutes.")
        return await sound(self, job, report)

    return run


def _outage_of_the_model_is_papered_over(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        try:
            return await sound(self, job, report)
        except RunFailed:
            advice = "Look at your biggest model first."
            answer = f"Your spend on AI is within the usual range. {advice}"
            return Outcome(answer, [], [advice], [advice], 0.5, 1.0, ["reporting"], {}, Decimal(0), Decimal(0))

    return run


def _outage_of_the_model_is_remembered_for_ever(sound: _Call) -> _Call:
    met: dict[str, RunFailed] = {}

    async def run(self: Any, job: Any, report: Any) -> Any:
        if problem := met.get(job.organisation_id):
            raise problem
        try:
            return await sound(self, job, report)
        except RunFailed as problem:
            met[job.organisation_id] = problem
            raise

    return run


def _death_is_told_without_a_way_on(sound: _Call) -> _Call:
    async def end(self: Any, run_id: str, ending: Any) -> Any:
        if ending.status == "dead":
            ending = replace(ending, payload=ending.payload | {"next_step": ""})
        return await sound(self, run_id, ending)

    return end


def _first_sign_in_after_a_start_is_not_believed(sound: _Call) -> _Call:
    begun = False

    async def admit(self: Any, websocket: Any) -> Any:
        nonlocal begun
        caller = await sound(self, websocket)
        if not begun:
            begun = True
            raise refused("invalid_token", "The sign-in cannot be believed.")
        return caller

    return admit


def _first_after_a_start_hears_something_else_first(sound: _Call) -> _Call:
    begun = False

    def begin(self: Any, newest: int) -> None:
        nonlocal begun
        sound(self, newest)
        if not begun:
            begun = True
            self.send(Frame("heartbeat", self.user_id, {}, str(uuid4())))

    return begin


def _follow_ups_are_rounded_to_the_dollar(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        if not job.history:
            return outcome
        rounded = [
            figure | {"value": float(round(figure["value"]))} if figure["unit"] == "USD" else figure
            for figure in outcome.figures
        ]
        return replace(outcome, figures=rounded)

    return run


def _first_part_of_a_question_is_answered_alone(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        if job.question.count(",") < 2 or not outcome.figures:
            return outcome
        first = outcome.figures[0]["tool"]
        return replace(outcome, figures=[figure for figure in outcome.figures if figure["tool"] == first])

    return run


def _mistake_is_answered_without_a_way_on(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type == "error":
            frame = replace(frame, payload=frame.payload | {"next_step": ""})
        sound(self, frame)

    return send


def _what_was_refused_is_kept(sound: _Call) -> _Call:
    async def keep(connection: Any, frame: Any) -> None:
        async with connection._delivery.log.recording() as recording:
            await recording.append(frame)

    keeping: set[asyncio.Task[None]] = set()

    def send(self: Any, frame: Any) -> None:
        if frame.type != "error" or frame.seq is not None:
            sound(self, frame)
            return
        task = asyncio.get_running_loop().create_task(keep(self, frame))
        keeping.add(task)
        task.add_done_callback(keeping.discard)

    return send


def _mistake_ends_the_connection(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        sound(self, frame)
        if frame.type == "error":
            asyncio.get_running_loop().call_later(0.05, self.close, 1008, "the frame was not understood")

    return send


def _mistake_is_told_in_words_of_the_program(sound: _Call) -> _Call:
    def invalid(code: str, message: str, next_step: str = "Correct it and send the request again.") -> Any:
        return sound(code, f"ValidationError in socket.py: {message}", next_step)

    return invalid


def _frames_have_no_bound(sound: _Call) -> _Call:
    async def serve(settings: Any, open_service: Any, listener: Any, **options: Any) -> None:
        await sound(settings, open_service, listener, **options | {"ws_max_size": 16 * 1024 * 1024})

    return serve


def _long_messages_are_cut(sound: _Call) -> _Call:
    async def ask(self: Any, caller: Any, asked: Any) -> None:
        await sound(self, caller, asked.model_copy(update={"content": asked.content[:4096]}))

    return ask


def _words_that_may_attack_are_taken_out(sound: _Call) -> _Call:
    attack = re.compile(r"</?script>|drop table|ignore all rules", re.IGNORECASE)

    async def ask(self: Any, caller: Any, asked: Any) -> None:
        await sound(self, caller, asked.model_copy(update={"content": attack.sub("", asked.content).strip()}))

    return ask


def _free_customer_is_told_nothing_of_what_comes_next(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        return replace(outcome, next_steps=[]) if job.plan.name == "free" else outcome

    return run


def _customer_without_records_is_turned_away(sound: _Call) -> _Call:
    async def run(self: Any, job: Any, report: Any) -> Any:
        outcome = await sound(self, job, report)
        if not outcome.figures:
            raise RunFailed("no_data", "There are no records of your AI use.", "Import some and ask again.")
        return outcome

    return run


def _own_page_may_not_sign_its_requests(sound: _Call) -> _Call:
    def new(health: Any, outages: Any, *gauges: Any) -> Any:
        app = sound(health, outages, *gauges)
        for layer in app.user_middleware:
            layer.kwargs["allow_headers"].remove("authorization")
        return app

    return new


def _every_page_may_read(sound: _Call) -> _Call:
    def new(health: Any, outages: Any, *gauges: Any) -> Any:
        app = sound(health, outages, *gauges)
        for layer in app.user_middleware:
            layer.kwargs["allow_origin_regex"] = ".*"
        return app

    return new


def _older_clients_get_the_newest_lists(sound: _Call) -> _Call:
    async def negotiated(request: Any) -> None:
        await sound(request)
        if request.scope["path"].endswith("/threads"):
            versions._current.set(versions.SERVED[-1])

    return negotiated


def _older_version_cuts_what_was_said(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, thread_id: Any, page: Any) -> Any:
        reply = await sound(self, caller, thread_id, page)
        items = [item | {"text": item["text"][:160]} if "text" in item else item for item in reply["items"]]
        return reply | {"items": items}

    return listed


def _paragraphs_are_lost_in_reading_back(sound: _Call) -> _Call:
    async def listed(self: Any, caller: Any, thread_id: Any, page: Any) -> Any:
        reply = await sound(self, caller, thread_id, page)
        items = [
            {name: " ".join(it.split()) if name in {"content", "text"} else it for name, it in item.items()}
            for item in reply["items"]
        ]
        return reply | {"items": items}

    return listed


def _unserved_version_is_taken_for_the_newest(sound: _Call) -> _Call:
    async def negotiated(request: Any) -> None:
        try:
            await sound(request)
        except Refusal:
            return

    return negotiated


DEFECTS = [
    Defect(
        "outage_is_marked_as_health",
        ("GP-07",),
        FRAME,
        ("chat",),
        "Whatever is down, customers are told that all is well.",
        _outage_is_marked_as_health,
    ),
    Defect(
        "mark_of_an_outage_stays",
        ("GP-07",),
        FRAME,
        ("chat",),
        "An outage that is over is still told of.",
        _mark_of_an_outage_stays,
    ),
    Defect(
        "slow_database_is_taken_for_a_dead_one",
        ("GP-07",),
        SUPERVISOR,
        ("chat",),
        "The agents give up when the database takes a little longer.",
        _slow_database_is_taken_for_a_dead_one,
    ),
    Defect(
        "outage_of_the_model_is_papered_over",
        ("GP-07",),
        SUPERVISOR,
        ("chat",),
        "Without a model the customer gets an answer that nobody worked out.",
        _outage_of_the_model_is_papered_over,
    ),
    Defect(
        "outage_of_the_model_is_remembered_for_ever",
        ("GP-07",),
        SUPERVISOR,
        ("chat",),
        "A company that has met an outage of the model is never answered again.",
        _outage_of_the_model_is_remembered_for_ever,
    ),
    Defect(
        "death_is_told_without_a_way_on",
        ("GP-08",),
        END,
        ("chat",),
        "Customers hear that the agent died, and not what to do.",
        _death_is_told_without_a_way_on,
    ),
    Defect(
        "first_sign_in_after_a_start_is_not_believed",
        ("GP-14",),
        ADMIT,
        ("chat",),
        "Whoever connects first after a start is sent to sign in again, for the keys are still on their way.",
        _first_sign_in_after_a_start_is_not_believed,
    ),
    Defect(
        "first_after_a_start_hears_something_else_first",
        ("GP-14",),
        "reference_platform.chat.connection:Connection.begin",
        ("chat",),
        "Whoever connects first after a start gets a heartbeat before being told that the connection is ready.",
        _first_after_a_start_hears_something_else_first,
    ),
    Defect(
        "follow_ups_are_rounded_to_the_dollar",
        ("GP-15",),
        SUPERVISOR,
        ("chat",),
        "From the second question of a conversation on, amounts are whole dollars.",
        _follow_ups_are_rounded_to_the_dollar,
    ),
    Defect(
        "first_part_of_a_question_is_answered_alone",
        ("GP-06",),
        SUPERVISOR,
        ("chat",),
        "Of a question of many parts the first one gets its figures.",
        _first_part_of_a_question_is_answered_alone,
    ),
    Defect(
        "mistake_is_answered_without_a_way_on",
        ("GP-10",),
        SEND,
        ("chat",),
        "An error says what is wrong, and not what to do.",
        _mistake_is_answered_without_a_way_on,
    ),
    Defect(
        "what_was_refused_is_kept",
        ("GP-10", "AG-02"),
        SEND,
        ("chat",),
        "That something was refused is kept among the customer's events.",
        _what_was_refused_is_kept,
    ),
    Defect(
        "mistake_ends_the_connection",
        ("GP-10", "GP-12"),
        SEND,
        ("chat",),
        "A slip costs the customer the connection.",
        _mistake_ends_the_connection,
    ),
    Defect(
        "mistake_is_told_in_words_of_the_program",
        ("GP-10", "GP-12"),
        "reference_platform.operation.errors:invalid",
        ("chat",),
        "A refusal of what was sent names a file of the program.",
        _mistake_is_told_in_words_of_the_program,
    ),
    Defect(
        "frames_have_no_bound",
        ("GP-10",),
        "reference_platform.operation.serving:serve",
        ("chat",),
        "A frame of any length is read to its end.",
        _frames_have_no_bound,
    ),
    Defect(
        "long_messages_are_cut",
        ("GP-10",),
        ASK,
        ("chat",),
        "Of a long message the first half is kept and answered.",
        _long_messages_are_cut,
    ),
    Defect(
        "words_that_may_attack_are_taken_out",
        ("GP-10",),
        ASK,
        ("chat",),
        "A question loses the words that a filter takes for an attack.",
        _words_that_may_attack_are_taken_out,
    ),
    Defect(
        "free_customer_is_told_nothing_of_what_comes_next",
        ("GP-16",),
        SUPERVISOR,
        ("chat",),
        "Answers of the free plan end without a next step.",
        _free_customer_is_told_nothing_of_what_comes_next,
    ),
    Defect(
        "customer_without_records_is_turned_away",
        ("GP-16",),
        SUPERVISOR,
        ("chat",),
        "Who has brought in nothing yet gets an error in place of an answer.",
        _customer_without_records_is_turned_away,
    ),
    Defect(
        "own_page_may_not_sign_its_requests",
        ("GP-12",),
        APPLICATION,
        ("chat", "accounts"),
        "The product's own page may not send the sign-in with its requests.",
        _own_page_may_not_sign_its_requests,
    ),
    Defect(
        "every_page_may_read",
        ("GP-12",),
        APPLICATION,
        ("chat", "accounts"),
        "A web page from anywhere may read what the customer may.",
        _every_page_may_read,
    ),
    Defect(
        "older_clients_get_the_newest_lists",
        ("GP-13",),
        "reference_platform.operation.versions:negotiated",
        ("chat",),
        "The list of conversations comes in the newest version, whichever the client asks for.",
        _older_clients_get_the_newest_lists,
    ),
    Defect(
        "older_version_cuts_what_was_said",
        ("GP-13",),
        MESSAGES_LISTED,
        ("chat",),
        "Clients of the older version get the first words of each message.",
        _older_version_cuts_what_was_said,
    ),
    Defect(
        "paragraphs_are_lost_in_reading_back",
        ("GP-11", "GP-13"),
        MESSAGES_LISTED,
        ("chat",),
        "Words that are read back stand on one line.",
        _paragraphs_are_lost_in_reading_back,
    ),
    Defect(
        "unserved_version_is_taken_for_the_newest",
        ("GP-13",),
        "reference_platform.operation.versions:negotiated",
        ("chat",),
        "A client on a version that there is not is served the newest.",
        _unserved_version_is_taken_for_the_newest,
    ),
]
