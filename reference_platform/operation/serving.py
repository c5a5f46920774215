"""The life of a platform process: read settings, take the port, open the service, serve, end gracefully.

SIGTERM and Ctrl-C end it with exit code 0. What prevents a start (a bad setting, a port taken, a wrong
address of the database) is one line on stderr and exit code 2.
"""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import uvicorn
import uvloop

from reference_platform.operation import log
from reference_platform.operation.requests import Requests
from reference_platform.operation.settings import ProcessSettings, StartError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

S = TypeVar("S", bound=ProcessSettings)
Opener = Callable[[S], AbstractAsyncContextManager["ASGIApp"]]


def listen(host: str, port: int) -> socket.socket:
    """A listening socket: who comes before the service is open waits in its queue. StartError: port taken."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise StartError(
            f"cannot listen on {host}:{port}: {error.strerror}; free it or set another HOST and PORT"
        ) from None
    return listener


async def serve(settings: S, open_service: Opener[S], listener: socket.socket, **options: Any) -> None:
    """Serves until a signal ends it; `options` go to uvicorn.Config."""
    async with open_service(settings) as app:
        fixed: dict[str, Any] = {"loop": "none", "http": "httptools", "lifespan": "off"}
        quiet: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False}
        # Longer than clients keep an idle connection: whoever ends it first must not be we, in the middle of a call.
        idle = {"timeout_keep_alive": 75}
        chosen: dict[str, Any] = {"ws": "none", "timeout_graceful_shutdown": 3} | idle | options
        config = uvicorn.Config(Requests(app), **fixed, **quiet, **chosen)
        # uvicorn takes the signals over while it serves and raises them once more after it; then there is
        # nothing left to end, and the process leaves with 0.
        _on_signals(lambda _signal, _frame: None)
        await uvicorn.Server(config).serve(sockets=[listener])


def main(service: str, kind: type[S], open_service: Opener[S], **options: Any) -> NoReturn:
    """The whole life of a process.

    `open_service` gives the application and closes what it opened; StartError: an operator must act.
    """
    _on_signals(_leave)
    try:
        settings = kind.read()
        log.configure(service, settings.instance)
        listener = listen(settings.host, settings.port)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(settings, open_service, listener, **options))
    except StartError as error:
        print(f"{service} cannot start: {error}", file=sys.stderr, flush=True)
        sys.exit(2)
    sys.exit(0)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _on_signals(handler: Callable[[int, FrameType | None], None]) -> None:
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, handler)
