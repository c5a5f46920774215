"""Several conditions that a stream of frames is to fulfil, each with a frame of its own."""

from __future__ import annotations

from collections.abc import Sequence

from support.actors.conditions import Condition
from support.targets.canon import Frame


class Expectation:
    """Takes frames in the order of arrival. ``met``: all conditions have their frame; ``hopeless``: the run that an
    open condition is about has ended."""

    def __init__(self, conditions: Sequence[Condition], in_order: bool) -> None:
        """:param in_order: each frame comes after the frame of the condition before."""
        if not conditions:
            raise LookupError("nothing to expect: name at least one condition")
        self._conditions = conditions
        self._in_order = in_order
        self._found: dict[int, Frame] = {}
        self._others: list[tuple[Frame, str]] = []
        self.hopeless = False

    @property
    def met(self) -> bool:
        """Whether every condition has its frame."""
        return len(self._found) == len(self._conditions)

    def take(self, frame: Frame) -> None:
        """Gives the frame to the first open condition that it fulfils."""
        if self.met:
            return
        reasons = []
        for place in self._open():
            misfit = self._conditions[place].misfit(frame)
            if misfit is None:
                self._found[place] = frame
                break
            reasons.append(misfit)
        else:
            self._others.append((frame, "; ".join(dict.fromkeys(reasons))))
        if frame.terminal and any(self._ends_hope(self._conditions[place], frame) for place in self._left()):
            self.hopeless = True

    def found(self) -> list[Frame]:
        """The frames, in the order of the conditions."""
        return [self._found[place] for place in range(len(self._conditions))]

    def report(self, says: str, within: float, state: str) -> str:
        """Why it is not met: what is missing, and every frame that came, with the reason why it did not match."""
        missing = ", ".join(self._conditions[place].says for place in self._left())
        why = "its run has ended" if self.hopeless else f"within {within:g} s; {state}"
        seen = [f"{frame.words()}: {reason}" for frame, reason in self._others]
        seen += [f"{frame.words()}: taken as {self._conditions[place].says}" for place, frame in self._found.items()]
        listed = "\n  ".join(sorted(seen, key=_number)) or "nothing"
        return f"{says}: missing {missing} ({why}). Since then came:\n  {listed}"

    def _open(self) -> list[int]:
        left = self._left()
        return left[:1] if self._in_order else left

    def _left(self) -> list[int]:
        return [place for place in range(len(self._conditions)) if place not in self._found]

    @staticmethod
    def _ends_hope(condition: Condition, frame: Frame) -> bool:
        return condition.of is not None and condition.of.owns(frame)


def _number(line: str) -> int:
    return int(line[1:].split(" ", 1)[0])
