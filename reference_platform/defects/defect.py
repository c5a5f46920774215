"""What a defect is, and how it gets into a running service."""

from __future__ import annotations

import functools
import hashlib
import importlib
import inspect
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

logger = logging.getLogger(__name__)

Call = Callable[..., Any]
"""A callable of the platform, sound or faulty.

The modules import it as _Call: so it stands in the source of each defect, by which its proof is known (Defect.source).
"""


class NotApplied(Exception):  # noqa: N818 - it says what became of the defect
    """The defect cannot be put in place: its target is gone or has changed. One line."""


@dataclass(frozen=True)
class Defect:
    """One mistake that a platform of this kind could make, as a change of one public callable."""

    name: str
    #: The rows of the requirement register that a platform with this mistake violates.
    requirements: tuple[str, ...]
    #: The callable that is replaced: "package.module:Class.method" or "package.module:function".
    target: str
    #: The services that have the mistake; the others run as they are.
    services: tuple[str, ...]
    #: What customers or operators meet, in one sentence.
    says: str
    #: Makes the faulty callable out of the sound one.
    replace: Callable[[Any], Call]

    def apply(self) -> None:
        """Puts the mistake in place. Raises NotApplied: no such public callable, or another signature."""
        holder, name = self.place()
        sound = inspect.getattr_static(holder, name, None)
        if not inspect.isfunction(sound):
            raise self._failed("there is no such function or method")
        faulty = self.replace(sound)
        if _shape(faulty) != _shape(sound):
            calls = [f"{name}{_shape(each)[0]}" for each in (sound, faulty)]
            raise self._failed(f"that is called as {calls[0]}, the replacement as {calls[1]}")
        setattr(holder, name, _watched(self.name, faulty, sound))

    def source(self) -> str:
        """A hash of all that the mistake consists of; another one means another mistake."""
        parts = [self.name, *self.requirements, self.target, *self.services]
        parts += [inspect.getsource(part) for part in _parts(self.replace)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def public(self) -> dict[str, Any]:
        """What the list of defects says about it."""
        return {
            "name": self.name,
            "requirements": list(self.requirements),
            "services": list(self.services),
            "says": self.says,
            "target": self.target,
            "source": self.source(),
        }

    def place(self) -> tuple[Any, str]:
        """The module or class that holds the target, and the target's name there. Raises NotApplied."""
        module_name, _, path = self.target.partition(":")
        *holders, name = path.split(".")
        if not name or any(part.startswith("_") for part in (*holders, name)):
            raise self._failed("a defect replaces something public, written module:Class.method")
        try:
            holder: Any = importlib.import_module(module_name)
            for part in holders:
                holder = getattr(holder, part)
        except (ImportError, AttributeError) as error:
            raise self._failed(str(error)) from error
        return holder, name

    def _failed(self, why: str) -> NotApplied:
        return NotApplied(f"not applied: {self.name} replaces {self.target}, but {why}")


def _shape(function: Call) -> tuple[str, bool, bool]:
    """How it is called: parameters by name, kind and default, annotations aside; whether it is awaited."""
    parameters = inspect.signature(function).parameters.values()
    bare = inspect.Signature([each.replace(annotation=inspect.Parameter.empty) for each in parameters])
    return str(bare), inspect.iscoroutinefunction(function), inspect.isasyncgenfunction(function)


def _watched(name: str, faulty: Call, sound: Call) -> Call:
    """The faulty callable in the guise of the sound one, which frameworks read annotations from.

    It tells the log, once per process, that it was used.
    """
    told = False

    def tell() -> None:
        nonlocal told
        if not told:
            told = True
            logger.warning("defect reached %s", name)

    @functools.wraps(sound)
    def use(*arguments: Any, **named: Any) -> Any:
        tell()
        return faulty(*arguments, **named)

    @functools.wraps(sound)
    async def wait(*arguments: Any, **named: Any) -> Any:
        tell()
        return await faulty(*arguments, **named)

    return wait if inspect.iscoroutinefunction(faulty) else use


def _parts(function: Callable[..., Any]) -> Iterable[Any]:
    """The function with the functions and classes of its own module that it uses, each once."""
    found: dict[str, Any] = {}
    waiting: list[Any] = [function]
    while waiting:
        each = waiting.pop()
        if each.__module__ == function.__module__ and each.__name__ not in found:
            found[each.__name__] = each
            if inspect.isfunction(each):
                near = [each.__globals__.get(name) for name in _names(each.__code__)]
                waiting += [it for it in near if inspect.isfunction(it) or inspect.isclass(it)]
    return found.values()


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
