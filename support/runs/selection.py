"""Which scenarios a run is about: selected once, before anything runs, so that each can be accounted for."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from behave.model import ScenarioOutline
from behave.tag_expression import TagExpressionProtocol
from behave.tag_expression.parser import TagExpressionError

from support.runs.refused import Refused
from support.value.tags import TagDictionary

_WORDS = frozenset({"and", "or", "not", "true", "never"})


def read_tags(config: Any, tags: TagDictionary) -> None:
    """Read --tags as written; behave.ini says why behave has not done so.

    :raises Refused: it is no tag expression, or a tag in it is not in the dictionary.
    """
    config.tag_expression_protocol = TagExpressionProtocol.DEFAULT
    try:
        config.setup_tag_expression()
    except TagExpressionError as error:
        wrong = str(error).splitlines()[0].removeprefix("Syntax error. ").rstrip(".")
        raise Refused(
            f"--tags: {written(config.tags)!r} is no tag expression: {wrong}:"
            " write it like '@golden_path and not @isolated'"
        ) from error
    named = tags_of_expression(config.tag_expression)
    unknown = [objection for tag in named if (objection := tags.objection_in_expression(tag))]
    if unknown:
        raise Refused("\n".join(f"--tags: {objection}" for objection in unknown))


def tags_of_expression(expression: Any) -> list[str]:
    """The tags (and patterns with wildcards) that a behave tag expression mentions, each once, without @."""
    if hasattr(expression, "ands"):
        named = [tag.lstrip("-") for alternatives in expression.ands for tag in alternatives]
    else:
        named = [word for word in re.findall(r"[^\s()]+", str(expression)) if word not in _WORDS]
    return list(dict.fromkeys(tag for tag in named if tag))


def scenarios_of(feature: Any) -> list[Any]:
    """Every scenario of a feature, in order: those inside rules, an outline's examples, never the outline."""
    found: list[Any] = []
    for item in feature.run_items:
        if isinstance(item, ScenarioOutline):
            found.extend(item.scenarios)
        elif hasattr(item, "run_items"):
            found.extend(scenarios_of(item))
        else:
            found.append(item)
    return found


def select(features: Iterable[Any], config: Any, *, with_wip: bool = False) -> list[Any]:
    """The scenarios that behave will run, in the order in which it will.

    A scenario tagged @wip is left out unless the tag expression names that tag: unfinished work neither
    passes nor fails a run. Left out, it is marked as skipped, which behave and its formatters respect.

    :param with_wip: whether that was decided before: a worker gets by their places those that were chosen.
    """
    wants_wip = with_wip or "wip" in tags_of_expression(config.tag_expression)
    chosen = []
    for feature in features:
        for scenario in scenarios_of(feature):
            if not scenario.should_run(config):
                continue
            if "wip" in scenario.effective_tags and not wants_wip:
                scenario.mark_skipped()
                continue
            chosen.append(scenario)
    return chosen


def require_some(chosen: list[Any], features: list[Any], config: Any) -> None:
    """Refuse a run of nothing, which behave would call a success.

    :raises Refused: with the words that selected nothing.
    """
    if chosen:
        return
    limits = []
    if tags_of_expression(config.tag_expression):
        limits.append(f"--tags={written(config.tags)}")
    if config.name:
        limits.append(f"--name={' '.join(config.name)}")
    total = sum(len(scenarios_of(feature)) for feature in features)
    by_what = " and ".join(limits) if limits else "the paths given"
    raise Refused(
        f"no scenario selected: {by_what} leaves none of {total} scenarios in {len(features)} features;"
        " widen the selection (scenarios tagged @wip run only when the tag is named)"
    )


def is_whole(config: Any, feature_root: str) -> bool:
    """True when nothing narrows the run: no tags, names or exclusions, and the whole feature folder."""
    narrowed = bool(
        tags_of_expression(config.tag_expression)
        or config.name
        or config.exclude_re
        or config.include_re
        or config.stop
    )
    return not narrowed and any(feature_root == str(path) for path in _absolute(config.paths))


def scope(config: Any, tags: TagDictionary, *, whole: bool) -> str:
    """What a run is about, in words: a whole run, a lane, or merely selected scenarios."""
    if whole:
        return "Whole run"
    expression = " ".join(str(config.tag_expression).replace("(", " ").replace(")", " ").split())
    if config.name or config.exclude_re or config.include_re:
        return "Selected scenarios"
    lane = tags.lane(expression)
    if lane:
        return lane
    lane = tags.lane(expression.removesuffix(" and not isolated"))
    return f"{lane} without @isolated" if lane else "Selected scenarios"


def shuffle(features: list[Any], seed: str) -> None:
    """Put features, rules, scenarios and examples into an order drawn with this seed, in place."""
    draw = random.Random(f"order {seed}")
    draw.shuffle(features)
    for feature in features:
        _shuffle_items(feature, draw)


def _shuffle_items(container: Any, draw: random.Random) -> None:
    draw.shuffle(container.run_items)
    for item in container.run_items:
        if isinstance(item, ScenarioOutline):
            draw.shuffle(item.scenarios)
        elif hasattr(item, "run_items"):
            _shuffle_items(item, draw)


def written(tags: Any) -> str:
    """The --tags of a command line as one expression."""
    return tags if isinstance(tags, str) else " and ".join(str(tag) for tag in tags or ())


def _absolute(paths: Iterable[Any]) -> list[str]:
    return [str(Path(str(path)).resolve()) for path in paths]
