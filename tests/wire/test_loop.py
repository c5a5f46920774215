"""The loop thread and the echo probe that lives on it."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from support.wire.loop import LoopThread
from support.wire.probe import EchoProbe, OwnDelay


def test_results_and_errors_come_back() -> None:
    thread = LoopThread()

    async def where() -> str:
        return threading.current_thread().name

    async def fails() -> None:
        raise ValueError("as it was")

    assert thread.run(where()) == "wire"
    with pytest.raises(ValueError, match="as it was"):
        thread.run(fails())
    thread.close()


def test_what_takes_too_long_is_cancelled() -> None:
    thread = LoopThread()
    cancelled = threading.Event()

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    with pytest.raises(TimeoutError):
        thread.run(waits(), timeout=0.05)
    assert cancelled.wait(2)
    thread.close()


def test_closing_ends_the_thread_whatever_still_runs() -> None:
    thread = LoopThread()
    asyncio.run_coroutine_threadsafe(asyncio.Event().wait(), thread.loop)
    thread.close()
    assert thread.loop.is_closed()


def test_an_echo_takes_some_time_and_leaves_no_process() -> None:
    thread = LoopThread()
    probe = EchoProbe(thread)
    assert 0 < probe.seconds() < 5
    process = probe._process
    assert process is not None
    probe.close()
    assert process.returncode == 0
    thread.close()


def test_what_the_loop_is_late_for_is_known_once() -> None:
    thread = LoopThread()
    delay = OwnDelay(thread)
    thread.run(asyncio.sleep(0))

    async def computes() -> None:
        time.sleep(0.3)  # noqa: ASYNC251 - a loop that computes is what is measured

    thread.run(computes())
    thread.run(asyncio.sleep(0.1))
    assert 0.2 < delay.worst() < 5
    assert delay.worst() < 0.2
    thread.close()
