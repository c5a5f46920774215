"""Which tabs share a lane of a picture, and what the lanes are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.evidence.picture import Lane

if TYPE_CHECKING:
    from support.actors.tab import Tab
    from support.targets.parts import Part
    from support.world import World

_MOST = 16
"""More than fifteen people at once is more than anybody follows."""


class Lanes:
    """A person's tab of one name is one lane, however often it was opened anew; so are doors that were knocked at in
    vain, and what is too much to be told apart. The last lane belongs to the calls of all."""

    def __init__(self, tabs: Sequence[Tab]) -> None:
        shared: dict[tuple[str, str], list[Tab]] = {}
        for tab in tabs:
            shared.setdefault((tab.actor, "in vain" if _in_vain(tab) else f"tab {tab.label}"), []).append(tab)
        self._lanes = list(shared.values())
        if len(self._lanes) > _MOST:
            rest = [tab for several in self._lanes[_MOST - 1 :] for tab in several]
            self._lanes[_MOST - 1 :] = [rest]
        self._places = {tab.channel: place for place, several in enumerate(self._lanes) for tab in several}

    def place(self, channel: str) -> int:
        """The lane of a connection; that of the calls for everything else."""
        return self._places.get(channel, len(self._lanes))

    def drawn(self, world: World, *, looks: bool) -> list[Lane]:
        """The lanes with their names. ``looks``: whether the suite has looked into a store."""
        lanes: list[Lane] = []
        parts = {actor.name: actor.part for actor in world.cast.present()}
        for tabs in self._lanes:
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
        return f"{len(tabs)} {'tries at the door' if _in_vain(tabs[0]) else 'further tabs'}"
    label = f"{labels[0]} tab" if labels[0] == "first" else labels[0]
    instances = [f"chat {place + 1}" for place in dict.fromkeys(tab.instance for tab in tabs)]
    return f"{label}, on {', then '.join(instances)}" if several_instances else label


def _role(part: Part) -> str:
    role = f"{part.role} at {part.organisation}" if part.organisation else part.role
    return role if part.role == "operator" else f"{role}, {part.plan} plan"
