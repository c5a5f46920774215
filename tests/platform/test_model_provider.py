"""The scripted model: what it says comes from the request alone."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from reference_platform.model_provider import script, words
from support.stack.addresses import Addresses

#: The model's own words: what it says in its own name, and English grammar.
OWN = frozenset("on your question said for look into".split())  # noqa: SIM905 - a sentence, not a list


def offered(**descriptions: str) -> list[dict[str, Any]]:
    """Tools without parameters."""
    return [
        {
            "type": "function",
            "function": {"name": name, "description": text, "parameters": {"type": "object"}},
        }
        for name, text in descriptions.items()
    ]


def asked(question: str, *earlier: str, material: str = "") -> list[dict[str, Any]]:
    """A conversation."""
    said = [{"role": "user", "content": text} for text in (*earlier, question)]
    return [{"role": "system", "content": f"Be brief.\n\n{material}"}, *said]


ORCHARD = {
    "messages": asked(
        "What do the pears of Brno weigh?",
        "Our orchard is called Heron-7. Plums matter little.",
        "Pears must stay under 42 crowns.",
        material="## Facts\n- harvest: 12 pears\n- weather: grey",
    ),
    "tools": offered(
        weigh_fruit="How heavy the pears and apples weigh.",
        count_trees="How many trees an orchard has.",
        taste_plums="How sweet the plums are.",
    ),
}


def answered(request: dict[str, Any], results: list[str]) -> dict[str, Any]:
    """The request that follows once the chosen tools have given these results."""
    said = script.reply(request)
    calls = [
        {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        for n, (name, arguments) in enumerate(said.calls)
    ]
    outputs = [{"role": "tool", "tool_call_id": f"c{n}", "content": text} for n, text in enumerate(results)]
    turn = {"role": "assistant", "content": said.text, "tool_calls": calls}
    return {**request, "messages": [*request["messages"], turn, *outputs]}


RESULTS = [
    json.dumps(
        {
            "figures": [{"name": "weight", "value": 33.5}],
            "findings": ["Apples weigh 12 kilos.", "Pears of Brno weigh 33.5 kilos.", "Plums weigh 2 kilos."],
            "recommendations": ["Pick pears before 14 March."],
        }
    )
]


def renamed(thing: Any) -> Any:
    """Every word and number of every text replaced by another, always the same one, in the same letter case.

    Names of fields and roles stay: they are the format. So does a text that is JSON, but for the texts in it.
    """
    if isinstance(thing, dict):
        kept = {"role", "type", "id", "tool_call_id"}
        return {key: value if key in kept else renamed(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [renamed(each) for each in thing]
    if not isinstance(thing, str):
        return thing
    if thing.startswith("{"):
        return json.dumps(renamed(json.loads(thing)))
    return re.sub(r"[^\W_]+", _another, thing)


def _another(found: re.Match[str]) -> str:
    word = found.group()
    if word.casefold() in OWN or not words.content_words(word):
        return word
    if word.isdigit():
        return str(int(word) * 7 + 1000)
    turned = "".join(chr((ord(letter) - 97 + 11) % 26 + 97) for letter in word.lower())
    return f"Q{turned}q" if word[0].isupper() else f"q{turned}q"


@pytest.mark.parametrize("request_", [ORCHARD, answered(ORCHARD, RESULTS)], ids=["choice", "answer"])
def test_with_everything_renamed_it_says_the_same_of_other_things(request_: dict[str, Any]) -> None:
    said = script.reply(request_)
    twin = script.reply(renamed(request_))
    assert twin.text == renamed(said.text)
    assert [name for name, _ in twin.calls] == [renamed(name) for name, _ in said.calls]
    assert said.calls or "33.5" in said.text
    assert twin.text != said.text


def test_it_chooses_by_the_question_and_calls_each_tool_once() -> None:
    said = script.reply(ORCHARD)
    assert [name for name, _ in said.calls] == ["weigh_fruit", "count_trees"]
    other = {**ORCHARD, "messages": asked("How sweet are the plums?")}
    assert script.reply(other).calls[0][0] == "taste_plums"
    assert not script.reply(answered(ORCHARD, RESULTS)).calls


def test_two_questions_two_answers() -> None:
    other = {**ORCHARD, "messages": asked("Do apples weigh more than plums?")}
    first, second = (script.reply(answered(request, RESULTS)).text for request in (ORCHARD, other))
    assert "Pears of Brno weigh 33.5 kilos. " in first.split("\n\n")[2]
    assert second.split("\n\n")[0].startswith(("Apples", "Plums"))


def test_it_takes_up_what_was_said_before() -> None:
    text = script.reply(answered(ORCHARD, RESULTS)).text
    assert "“Our orchard is called Heron-7.”" in text
    assert "“Pears must stay under 42 crowns.”" in text
    assert "harvest: 12 pears" in text


def test_lists_with_numbers_stay_whole_and_in_order() -> None:
    steps = "\n".join(f"{n}. Step {letter} is due." for n, letter in enumerate("ZAQ", 1))
    text = script.reply({"messages": asked("And Q?", material=f"## Plan\n{steps}")}).text
    assert f"Plan:\n{steps}" in text


def test_a_schema_is_filled_from_the_context() -> None:
    schema = {
        "type": "object",
        "properties": {"ripe": {"enum": ["green", "ripe", "rotten"]}, "why": {"type": "string"}},
    }
    request = {
        "messages": asked("Can we pick?", material="## Look\n- All pears are ripe by rule.\n- None is left."),
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}},
    }
    filled = json.loads(script.reply(request).text)
    assert filled["ripe"] == "ripe"
    assert "Can we pick?" in filled["why"]
    assert "by rule" in filled["why"]


def test_words_meet_in_all_their_forms() -> None:
    assert len({words.stem(w) for w in ("save", "saves", "saved", "saving", "savings")}) == 1
    assert words.content_words("What should we do about the costs?") == {"cost"}
    assert words.content_words("我们的成本") & words.content_words("成本")
    assert words.sentences("One. Two? 三。四！ Five") == ["One.", "Two?", "三。", "四！", "Five"]


# ---- over the wire


def complete(agents: Addresses, user: str, **more: Any) -> httpx.Response:
    body = {"model": "m", "user": user, "messages": asked("Où? 在哪里 🍐"), **more}
    url = f"{agents.model_provider_url}/chat/completions"
    return httpx.post(url, json=body, timeout=5, trust_env=False)


def test_a_stream_says_what_the_whole_says(agents: Addresses) -> None:
    long = "\n".join(f"- The pear number {n} is ripe." for n in range(20))
    messages = asked("Which pears are ripe — où 在哪里 🍐?", material=f"## Pears\n{long}")
    whole = complete(agents, "o", messages=messages, tools=offered(see_pears="See the pears.")).json()
    options = {"stream": True, "stream_options": {"include_usage": True}}
    stream = complete(agents, "o", messages=messages, tools=offered(see_pears="See the pears."), **options)
    chunks = [json.loads(line[6:]) for line in stream.text.splitlines() if line.startswith("data: {")]
    assert stream.text.rstrip().endswith("data: [DONE]")
    deltas = [c["choices"][0]["delta"] for c in chunks if c["choices"]]
    message = whole["choices"][0]["message"]
    assert "".join(d.get("content", "") for d in deltas) == message["content"]
    [call] = [call for d in deltas for call in d.get("tool_calls", [])]
    assert call["function"] == message["tool_calls"][0]["function"]
    assert chunks[-1]["usage"]["total_tokens"] == whole["usage"]["total_tokens"] > 0


def test_a_fault_strikes_one_organisation_for_as_often_as_asked(agents: Addresses) -> None:
    faults = f"{agents.control_url}/faults"
    asking = {"organisation": "ill", "kind": "429", "times": 2, "after": 1}
    assert httpx.put(faults, json=asking, trust_env=False).status_code == 204
    assert [complete(agents, "ill").status_code for _ in range(4)] == [200, 429, 429, 200]
    assert complete(agents, "well").status_code == 200
    calls = httpx.get(f"{agents.control_url}/calls", params={"organisation": "ill"}, trust_env=False).json()[
        "calls"
    ]
    assert [call["fault"] for call in calls] == [None, "429", "429", None]


def test_each_kind_of_fault_and_recovery(agents: Addresses) -> None:
    faults = f"{agents.control_url}/faults"

    def put(kind: str, **more: Any) -> None:
        body = {"organisation": "sick", "kind": kind, **more}
        assert httpx.put(faults, json=body, trust_env=False).status_code == 204

    put("500")
    assert complete(agents, "sick").status_code == 500
    put("garbage")
    with pytest.raises(ValueError, match="Expecting value"):
        complete(agents, "sick").json()
    for kind in ("drop", "hang"):
        put(kind, seconds=0.2)
        for stream in (False, True):
            with pytest.raises(httpx.RemoteProtocolError):
                complete(agents, "sick", stream=stream)
    put("latency", seconds=0.3)
    assert complete(agents, "sick").elapsed.total_seconds() >= 0.3
    assert httpx.delete(faults, params={"organisation": "sick"}, trust_env=False).status_code == 204
    assert complete(agents, "sick").elapsed.total_seconds() < 0.3


@pytest.mark.parametrize(
    "body", [{"kind": "gremlins"}, {"kind": "500", "times": 0}, {"kind": "hang", "seconds": "x"}, []]
)
def test_a_bad_fault_is_refused_in_words(agents: Addresses, body: Any) -> None:
    reply = httpx.put(f"{agents.control_url}/faults", json=body, trust_env=False)
    assert reply.status_code == 422
    assert reply.json()["error"]["message"]


@pytest.mark.parametrize(
    "body", [b"nonsense", b"[]", b"{}", b'{"messages": []}', b'{"messages": [{"role": "user"}]}']
)
def test_what_is_no_request_is_refused(agents: Addresses, body: bytes) -> None:
    url = f"{agents.model_provider_url}/chat/completions"
    assert httpx.post(url, content=body, trust_env=False).status_code == 400
