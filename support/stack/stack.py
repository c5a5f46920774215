"""The whole embedded stack: PostgreSQL, Valkey, the platform's processes, on free ports of 127.0.0.1."""

from __future__ import annotations

import atexit
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from support.settings import Settings
from support.stack.addresses import Addresses, Operator
from support.stack.embedded_limits import EMBEDDED_LIMITS, stated
from support.stack.errors import StackError
from support.stack.ground import Ground
from support.stack.lifeline import leave_on_signals, main_thread_only, may_end_here, undisturbed
from support.stack.ports import LOOPBACK, Port
from support.stack.postgres import PostgresController
from support.stack.process import Service
from support.stack.service import ServiceController
from support.stack.valkey import ValkeyController

PLATFORM_COMMAND: tuple[str, ...] = (sys.executable, "-m", "reference_platform.{service}")
"""How a service of the platform is started; ``{service}`` becomes accounts, chat or model_provider."""

DEFECTIVE_COMMAND = (sys.executable, "-m", "reference_platform.defects", "run", "{defect}", "{service}")
"""The same with a defect in it; ``{defect}`` becomes its name."""

INSTANCES = {
    "accounts": "accounts", "chat-1": "chat", "chat-2": "chat", "model_provider": "model_provider",
    "identity_provider": "identity_provider",
}  # fmt: skip
"""The platform's processes, and which service each is an instance of. Two chat processes, so that nothing can
lean on the memory of one."""

WITHOUT_STORES = frozenset({"model_provider"})
"""Services that need neither PostgreSQL nor Valkey and can start before these are ready."""

BILLED_MODEL = "gpt-4"
"""What the scripted model is called, so that what it is sent and gives has a list price."""

LATE = frozenset({"identity_provider"})
"""Services that few scenarios need: they have their port from the beginning, and start on first use."""

ALLOWED_ORIGIN = "https://app.apex.example"

Detours = Callable[[str, int], int]
"""Given a store's controller's name and its port: the port of 127.0.0.1 where the platform shall look for it."""


class Stack:
    """One stack. ``start`` from the main thread; then ``addresses``; ``stop`` leaves nothing behind.

    The controllers are ``postgres``, ``valkey`` and ``services`` (by instance name, see INSTANCES).
    """

    def __init__(
        self,
        *,
        platform_command: Sequence[str] = PLATFORM_COMMAND,
        environment: Mapping[str, str] | None = None,
        instances: Mapping[str, str] = INSTANCES,
        ready_within: float = 30.0,
        root: Path | None = None,
        detours: Detours = lambda name, port: port,
    ) -> None:
        """
        :param platform_command: program and arguments of a service, with ``{service}`` in it.
        :param environment: told to every service, over what the stack tells it.
        :param instances: instance name to service; empty for PostgreSQL and Valkey alone.
        :param ready_within: seconds that each service may take until it is ready.
        :param root: where run folders and the cache are; by default under TMPDIR, one root per user.
        :param detours: leads the platform's way to PostgreSQL and Valkey elsewhere; the suite's own way stays direct.
        """
        self.platform_command = tuple(platform_command)
        self.environment = dict(environment or {})
        self.instances = dict(instances)
        self.ready_within = ready_within
        self.services: dict[str, ServiceController] = {}
        self.operator = Operator("sam@apex.example", f"Aa1!{secrets.token_urlsafe(16)}")
        self._client_secret = secrets.token_urlsafe(16)
        self._root = root
        self._detours = detours
        self._ways: dict[str, int] = {}
        self._ground: Ground | None = None
        self._ports: list[Port] = []
        self._postgres: PostgresController | None = None
        self._valkey: ValkeyController | None = None

    @classmethod
    def of(cls, settings: Settings, detours: Detours = lambda name, port: port) -> Stack:
        """The stack that the settings ask for, not started: their patience, their defect if one is named."""
        command = PLATFORM_COMMAND
        if settings.defect is not None:
            command = tuple(part.replace("{defect}", settings.defect) for part in DEFECTIVE_COMMAND)
        return cls(platform_command=command, ready_within=settings.waits(settings.stack_ready), detours=detours)

    @classmethod
    def launched(cls, settings: Settings) -> Stack | None:
        """The stack that the settings ask for, every process started and none ready yet: ``wait_ready`` comes next.

        None where the target is somebody else's, or lent. Raises StackError."""
        if settings.target != "embedded" or settings.stack is not None:
            return None
        stack = cls.of(settings)
        stack.launch()
        return stack

    # start and stop

    def start(self) -> Addresses:
        """Start everything and wait until it is ready.

        Raises StackError, one clear line with the tail of the culprit's log; by then all is gone again.
        """
        self.launch()
        return self.wait_ready()

    def launch(self) -> None:
        """Start every process and return before the platform's are ready. Raises as ``start`` does."""
        main_thread_only("the stack")
        atexit.register(self.stop)
        leave_on_signals()
        with undisturbed():
            try:
                self._ground = Ground(self._root)
                self._ground.take()
                self._make_controllers(self._ground)
                for controller in self._in_starting_order():
                    if isinstance(controller, ServiceController):
                        controller.told = {**self._told(), **self.environment}
                    controller.start()
                    may_end_here()
            except BaseException:
                self.stop()
                raise

    def wait_ready(self) -> Addresses:
        """Wait until every launched process is ready. Raises StackError as ``start`` does."""
        with undisturbed():
            try:
                for controller in self.controllers():
                    controller.wait_ready(self.ready_within)
                return self.addresses()
            except BaseException:
                self.stop()
                raise

    def begin_late(self) -> None:
        """Start what is started on first use, where it does not run yet; ready when this returns. Raises StackError."""
        for name, service in self.services.items():
            if self.instances[name] in LATE and service.state == "new":
                service.told = {**self._told(), **self.environment}
                service.start()
                service.wait_ready(self.ready_within)

    def stop(self) -> None:
        """End every process and remove the run's folder. Safe to call at any time, twice too.

        The processes are killed: whatever they hold is thrown away, and an orderly end would take a second.
        Whoever wants to see an orderly end uses ``stop`` of the controller.
        """
        with undisturbed():
            if self._postgres is not None:
                self._postgres.discard()
            for controller in (*self.services.values(), self._valkey):
                if controller is not None:
                    controller.kill()
            if self._postgres is not None:
                self._postgres.stop()
            if self._ground is not None:
                self._ground.clear()
            for port in self._ports:
                port.close()
            self._ports.clear()
            self.services.clear()
            self._postgres = self._valkey = self._ground = None
            atexit.unregister(self.stop)

    def __enter__(self) -> Stack:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # what is running

    @property
    def postgres(self) -> PostgresController:
        """The controller of PostgreSQL; StackError before ``start``."""
        if self._postgres is None:
            raise StackError("the stack has not been started: call start() first")
        return self._postgres

    @property
    def valkey(self) -> ValkeyController:
        """The controller of Valkey; StackError before ``start``."""
        if self._valkey is None:
            raise StackError("the stack has not been started: call start() first")
        return self._valkey

    @property
    def folder(self) -> Path:
        """The run's folder, with every log; StackError before ``start``."""
        if self._ground is None:
            raise StackError("the stack has not been started: call start() first")
        return self._ground.folder

    def controllers(self) -> list[Service]:
        """Every controller, the stores first: what others need is looked at before those."""
        services = self.services.items()
        begun = (each for name, each in services if self.instances[name] not in LATE or each.state != "new")
        return [self.postgres, self.valkey, *begun]

    def addresses(self) -> Addresses:
        """Where everything answers."""
        model = next(iter(self._urls("model_provider")), None)
        return Addresses(
            accounts_url=next(iter(self._urls("accounts")), None),
            chat_urls=tuple(self._urls("chat")),
            model_provider_url=f"{model}/v1" if model else None,
            control_url=f"{model}/control" if model else None,
            identity_provider_url=next(iter(self._urls("identity_provider")), None),
            database_url=self.postgres.url,
            redis_url=self.valkey.url,
            operator=self.operator,
            allowed_origin=ALLOWED_ORIGIN,
            limits=stated({**EMBEDDED_LIMITS, **self.environment}),
        )

    def died(self) -> list[Service]:
        """The processes that ended without being asked to."""
        return [controller for controller in self.controllers() if controller.died]

    def log_mark(self) -> dict[str, int]:
        """How far each process has written its log, by its name: what comes later is :meth:`log_since` this."""
        return {each.name: each.log.stat().st_size if each.log.exists() else 0 for each in self.controllers()}

    def log_since(self, mark: Mapping[str, int], most: int = 65_536) -> dict[str, str]:
        """What each process has written to its log since the mark: its last ``most`` bytes, from a whole line on.

        Processes that have written nothing are left out. Secrets may be in it: redact it before you show it."""
        logged = {each.name: each.log_since(mark.get(each.name, 0), most) for each in self.controllers()}
        return {name: said for name, said in logged.items() if said}

    def has_logged(self, words: str) -> bool:
        """Whether some process of the platform has these words in its log."""
        logs = (service.log for service in self.services.values())
        return any(words in log.read_text(errors="replace") for log in logs if log.exists())

    def check_alive(self) -> None:
        """Raises StackError, with the log's tail, for the first process that ended without being asked to."""
        for controller in self.controllers():
            controller.check_alive()

    def heal(self) -> None:
        """Thaw and start again what was frozen, stopped or killed; everything is ready when this returns."""
        for controller in self.controllers():
            controller.heal(self.ready_within)

    def wait_healthy(self, within: float) -> None:
        """Wait until every service says that it is healthy, ``within`` seconds at most. Raises StackError."""
        deadline = time.monotonic() + within
        for service in self.controllers():
            if isinstance(service, ServiceController):
                service.wait_healthy(deadline - time.monotonic())

    # how it is done

    def _make_controllers(self, ground: Ground) -> None:
        folder = ground.folder
        self._postgres = PostgresController("postgres", ground, self._port())
        self._valkey = ValkeyController("valkey", folder / "valkey", self._port(), secrets.token_urlsafe(24))
        self._ways = {store.name: self._detours(store.name, store.port.number) for store in self._stores()}
        for name, service in self.instances.items():
            command = [part.replace("{service}", service) for part in self.platform_command]
            self.services[name] = ServiceController(name, folder / name, self._port(), command, {})

    def _in_starting_order(self) -> Iterator[Service]:
        """Each controller when it is time to start it."""
        yield self.postgres
        yield self.valkey
        at_first = {name: service for name, service in self.instances.items() if service not in LATE}
        independent = [name for name, service in at_first.items() if service in WITHOUT_STORES]
        yield from (self.services[name] for name in independent)
        self.postgres.wait_ready(self.ready_within)
        self.valkey.wait_ready(self.ready_within)
        yield from (self.services[name] for name in at_first if name not in independent)

    def _stores(self) -> tuple[Service, ...]:
        return self.postgres, self.valkey

    def _port(self) -> Port:
        try:
            port = Port()
        except OSError as error:
            raise StackError(f"the stack needs free ports on 127.0.0.1, but: {error}: free some") from error
        self._ports.append(port)
        return port

    def _urls(self, service: str) -> list[str]:
        return [controller.url for name, controller in self.services.items() if self.instances[name] == service]

    def _led(self, store: Service, url: str) -> str:
        """The store's address as the platform's processes are told it."""
        return url.replace(f"{LOOPBACK}:{store.port.number}", f"{LOOPBACK}:{self._ways[store.name]}")

    def _told(self) -> dict[str, str]:
        """What every service is told; each takes what concerns it."""
        told = {
            **EMBEDDED_LIMITS,
            "ENVIRONMENT": "development",
            "MODEL_NAME": BILLED_MODEL,
            "DATABASE_URL": self._led(self.postgres, self.postgres.url),
            "REDIS_URL": self._led(self.valkey, self.valkey.url),
            "OPERATOR_EMAIL": self.operator.email,
            "OPERATOR_PASSWORD": self.operator.password,
            "ALLOWED_ORIGINS": ALLOWED_ORIGIN,
        }
        for url in self._urls("accounts"):
            told["ACCOUNTS_URL"] = url
        for url in self._urls("identity_provider"):
            told |= {"GOOGLE_ISSUER": url, "CORPORATE_ISSUER": url, "SSO_CLIENT_SECRET": self._client_secret}
        for url in self._urls("model_provider"):
            told["OPENAI_BASE_URL"] = f"{url}/v1"
        return told
