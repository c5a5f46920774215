"""What cannot be started is told in one clear line, with the log's tail, and leaves nothing behind."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from support.stack import Stack, StackError, postgres
from support.stack.ground import Ground, processes_in
from support.stack.ports import Port
from support.stack.service import ServiceController

SAYS = "print('what the service said last', flush=True);"


def start_service(root: Path, code: str, within: float = 5.0) -> StackError:
    """Start a stack whose one service is this Python code; return the refusal."""
    stack = Stack(
        instances={"chat-1": "chat"},
        platform_command=[sys.executable, "-c", SAYS + code],
        ready_within=within,
        root=root,
    )
    with pytest.raises(StackError) as caught:
        stack.start()
    assert "\n" not in caught.value.line
    assert list((root / "runs").iterdir()) == []
    assert processes_in(root) == []
    return caught.value


@pytest.mark.promise("RM-12", broken="a service that ends as soon as it begins")
def test_a_service_that_died(root: Path) -> None:
    error = start_service(root, "import sys; sys.exit(3)")
    assert "chat-1 should be running on 127.0.0.1:" in error.line
    assert "but it ended with code 3 and said last 'what the service said last'" in error.line
    assert error.log_tail == "what the service said last"
    assert "  what the service said last" in str(error)


def test_a_service_that_does_not_listen(root: Path) -> None:
    error = start_service(root, "import signal; signal.pause()", within=0.3)
    assert "chat-1 should be ready within 0.3 s on 127.0.0.1:" in error.line
    assert "but it is alive and does not listen yet" in error.line
    assert "-D stack_ready=SECONDS" in error.line


NOT_READY = """
import os, http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503); self.end_headers(); self.wfile.write(b'{"database": "is down"}')
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


@pytest.mark.promise("RM-12", broken="a service that never becomes ready")
def test_a_service_that_says_why_it_is_not_ready(root: Path) -> None:
    error = start_service(root, NOT_READY, within=1)
    assert 'answers /health/ready with 503: {"database": "is down"}' in error.line


def test_a_service_that_does_not_speak_http(root: Path) -> None:
    code = """
import os, socket
with socket.create_server(("127.0.0.1", int(os.environ["PORT"]))) as server:
    while True:
        server.accept()[0].close()
"""
    assert "does not answer /health/ready" in start_service(root, code, within=0.5).line


@pytest.mark.promise("RM-12", broken="a port that somebody else holds")
def test_a_port_that_another_process_has_taken(root: Path) -> None:
    ground = Ground(root)
    ground.take()
    try:
        with socket.create_server(("127.0.0.1", 0)) as thief:
            port = Port.__new__(Port)
            port.number = thief.getsockname()[1]
            command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port.number)]
            service = ServiceController("chat-1", ground.folder / "chat-1", port, command, {})
            service.start()
            with pytest.raises(StackError) as caught:
                service.wait_ready(5)
    finally:
        ground.clear()
    assert f"chat-1 needs port {port.number} of 127.0.0.1, but another process has taken it" in caught.value.line
    assert "Address already in use" in caught.value.log_tail


def test_a_reserved_port_is_given_to_nobody_else() -> None:
    port = Port()
    try:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port.number))
    finally:
        port.close()


@pytest.mark.promise("TF-08", broken="a service whose program is not there")
def test_a_program_that_is_not_there(root: Path) -> None:
    stack = Stack(instances={"chat-1": "chat"}, platform_command=["/no/such/program"], root=root)
    with pytest.raises(StackError, match=r"chat-1 cannot be started: .*No such file.*install requirements\.txt"):
        stack.start()
    assert processes_in(root) == []


def test_a_place_that_cannot_be_written() -> None:
    with pytest.raises(StackError, match=r"100 MB .* under /proc/nothing/runs, but: .*set TMPDIR"):
        Stack(root=Path("/proc/nothing")).start()


def test_a_root_that_others_may_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root").chmod(0o777)
    with pytest.raises(StackError, match="must be a folder that only you can write"):
        Stack(root=tmp_path / "root").start()


@pytest.mark.skipif(os.getuid() != 0, reason="a disk of 4 MB can be mounted by root alone")
def test_a_full_disk(root: Path) -> None:
    small = root.parent / "small"
    small.mkdir(0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m,mode=755", "tmpfs", str(small)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        with pytest.raises(StackError, match=r"100 MB .* but: No space left on device"):
            Stack(instances={}, root=small / "root").start()
        assert list((small / "root" / "runs").iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_neither_wheel_nor_server_of_postgresql(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/no/such/folder")
    monkeypatch.setattr(postgres, "_PACKAGED", root)
    with pytest.raises(StackError, match=r"needs PostgreSQL, but .* pip install -r requirements\.txt"):
        postgres._programs(root)
