"""Which tabs share a lane of a picture, and what the lanes are called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from support.evidence.picture import Lane

if TYPE_CHECKING:
    from support.actors.tab import Tab
    from support.targets.parts import Part
    from support.world import World

_MOST = 12
"""More lanes than that are more than anybody follows: what is left over shares the last one."""


class Lanes:
    """A person's tab of one name is one lane, however often it was opened anew; so are doors that were knocked at in
    vain, and what is too much to be told apart. The last lane belongs to the calls of all."""

    def __init__(self, tabs: Sequence[Tab], first: Collection[str]) -> None:
        """:param first: the channels of tabs that are not to be left over."""
        shared: dict[tuple[str, str], list[Tab]] = {}
        for tab in tabs:
            shared.setdefault((tab.actor, "in vain" if _in_vain(tab) else f"tab {tab.label}"), []).append(tab)
        lanes = list(shared.values())
        ranked = sorted(lanes, key=lambda lane: not any(tab.channel in first or tab.questions for tab in lane))
        shown = ranked if len(lanes) <= _MOST else ranked[: _MOST - 1]
        self._lanes = [lane for lane in lanes if lane in shown]
        rest = [tab for lane in lanes if lane not in shown for tab in lane]
        self.crowd: int | None = len(self._lanes) if rest else None
        """The lane of those that are left over; None where there is none."""
        self._lanes += [rest] if rest else []
        self._places = {tab.channel: place for place, several in enumerate(self._lanes) for tab in several}

    def place(self, channel: str) -> int:
        """The lane of a connection; that of the calls for everything else."""
        return self._places.get(channel, len(self._lanes))

    def drawn(self, world: World, *, looks: bool) -> list[Lane]:
        """The lanes with their names. ``looks``: whether the suite has looked into a store."""
        lanes: list[Lane] = []
        parts = {actor.name: actor.part for actor in world.cast.present()}
        for place, tabs in enumerate(self._lanes):
            if place == self.crowd:
                lanes.append(Lane(f"{len(tabs)} more tabs", ("doors and troubles only",)))
                continue
            first = tabs[0]
            narrow = any(lane.who == first.actor for lane in lanes)
            part = None if narrow else parts.get(first.actor)
            label = _label(tabs, several_instances=len(world.target.chat_urls) > 1)
            lanes.append(Lane(first.actor, (*([_role(part)] if part else []), label), narrow))
        return [*lanes, Lane("Calls", ("over HTTP" + (", and looks into the stores" if looks else ""),))]


def _in_vain(tab: Tab) -> bool:
    return tab.refusal is not None or tab.fault is not None


def _label(tabs: Sequence[Tab], *, several_instances: bool) -> str:
    """What the tabs of a lane are called, and which chat processes they are connected to."""
    labels = list(dict.fromkeys(tab.label for tab in tabs))
    if len(labels) > 1:
        return f"{len(tabs)} tries at the door"
    label = f"{labels[0]} tab" if labels[0] == "first" else labels[0]
    instances = [f"chat {place + 1}" for place in dict.fromkeys(tab.instance for tab in tabs)]
    return f"{label}, on {', then '.join(instances)}" if several_instances else label


def _role(part: Part) -> str:
    role = f"{part.role} at {part.organisation}" if part.organisation else part.role
    return role if part.role == "operator" else f"{role}, {part.plan} plan"
