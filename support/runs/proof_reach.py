"""What a scenario stands on: its text, its steps, and the modules of support/ that these reach by import.

A proof holds for exactly this; when any of it changes, the scenario is unproved until the proof is run again.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import support
from support.runs.outcomes import is_added

PACKAGE = "support"
_ROOT = Path(support.__file__).parent.parent


def scenario_hash(scenario: Any, requirements: Iterable[str], registry: Any) -> str:
    """A hash of all that decides what a behave Scenario checks, with or without the step that a runner adds.

    :param registry: behave's step registry with the suite's steps loaded.
    """
    parts = [str(scenario.name), *sorted(requirements)]
    functions: dict[str, Callable[..., Any]] = {}
    for step in scenario.all_steps:
        if is_added(step):
            continue
        parts += [step.step_type, step.name, str(step.text or ""), *_cells(step.table)]
        definition = registry.find_step_definition(step)
        if definition is not None:
            functions[definition.func.__qualname__] = definition.func
    parts += [_source(function) for _, function in sorted(functions.items())]
    reached = {module for function in functions.values() for module in modules_reached(function)}
    parts += [_digest_now(_file(module)) for module in sorted(reached)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _source(function: Callable[..., Any]) -> str:
    return inspect.getsource(function)


def _digest_now(file: Path) -> str:
    """A hash of the file as it is now: a proof outlives many an edit."""
    about = file.stat()
    return _digest(file, about.st_mtime_ns, about.st_size)


@cache
def _digest(file: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def modules_reached(function: Callable[..., Any]) -> set[str]:
    """The modules of support/ that a step reaches: those it names, and whatever they import."""
    return {each for name in _named_modules(function) if _is_ours(name) for each in _with_imports(name)}


@cache
def _with_imports(module: str) -> frozenset[str]:
    """A module of support/ and all that it reaches."""
    reached: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += imported_by(_file(name))
    return frozenset(reached)


@cache
def imported_by(file: Path) -> tuple[str, ...]:
    """The modules of support/ that a file imports when it runs, so none that type checking alone needs."""
    found = set()
    for node in _running(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return tuple(sorted(name for name in found if _is_ours(name)))


def _running(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements below a node, for only these import; expressions are most of a module, and not looked at."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.stmt):
            yield child
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _running(child)


def _named_modules(function: Callable[..., Any]) -> Iterator[str]:
    for name in _names(function.__code__):
        it = function.__globals__.get(name)
        module = it.__name__ if isinstance(it, ModuleType) else getattr(it, "__module__", None)
        if isinstance(module, str):
            yield module


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


@cache
def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == PACKAGE and _file(module).is_file()


@cache
def _file(module: str) -> Path:
    path = _ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _cells(table: Any) -> list[str]:
    if table is None:
        return []
    return [*map(str, table.headings), *(str(cell) for row in table.rows for cell in row.cells)]
