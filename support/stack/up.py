"""``goldenpath stack up``: keep one embedded stack for many runs, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from support.settings import Settings, SettingsError
from support.stack.errors import StackError
from support.stack.stack import Stack


def main(arguments: Sequence[str] | None = None) -> int:
    """Start a stack, say where it answers, stay until Ctrl-C or SIGTERM; 0, or 2 where it cannot be had."""
    parser = argparse.ArgumentParser(
        prog="goldenpath stack up", description="Start the embedded stack and keep it until Ctrl-C."
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write its addresses, a target profile, here")
    parser.add_argument(
        "-D", dest="defines", action="append", default=[], metavar="NAME=VALUE", help="a setting, as behave's -D"
    )
    asked = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    stack: Stack | None = None
    written: Path | None = None
    try:
        settings = Settings.of_folder(Path.cwd(), [_pair(text) for text in asked.defines])
        stack = Stack.of(settings)
        addresses = stack.start()
        _begin_late(stack)
        if asked.json:
            _write_private(asked.json, addresses.to_json())
            written = asked.json
            print(f"ready: behave -D target={written}   (Ctrl-C ends it; logs in {stack.folder})", flush=True)
        else:
            print(addresses.to_json() + f"ready; Ctrl-C ends it; logs in {stack.folder}", flush=True)
        _stay(stack)
    except KeyboardInterrupt:
        return 0
    except (StackError, SettingsError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave anything behind
        if stack is not None:
            stack.stop()
        if written is not None:
            written.unlink(missing_ok=True)
    return 0


def _begin_late(stack: Stack) -> None:
    """Whoever uses the stack cannot start anything on it. What few need does not keep it from all others."""
    try:
        stack.begin_late()
    except StackError as error:
        print(f"{error}\nthe stack goes on without it", file=sys.stderr, flush=True)


def _stay(stack: Stack) -> None:
    """Return never: a signal raises KeyboardInterrupt, the end of a service StackError."""
    handles = [os.pidfd_open(controller.pid) for controller in stack.controllers() if controller.pid]
    try:
        select.select(handles, [], [])
        stack.check_alive()
    finally:
        for handle in handles:
            os.close(handle)


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip()


def _write_private(path: Path, text: str) -> None:
    """The file appears whole, readable by its owner alone: it holds passwords."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    making.touch(0o600)
    making.write_text(text)
    making.rename(path)


if __name__ == "__main__":
    sys.exit(main())
