"""Processes that are forked from one, with work that is quickly done: each tells its id to whoever connects."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from microneedling_faq import AddressError
from microneedling_faq.web.operating.listening import address_of, listen, listen_together

PROGRAM = """
import os, signal, sys, time
from microneedling_faq.errors import FaqError
from microneedling_faq.web.operating.listening import listen_together
from microneedling_faq.web.operating.workers import Workers

signal.signal(signal.SIGTERM, signal.default_int_handler)

def work(number, listener, beat):
    BEFORE
    listener.listen()
    listener.settimeout(0.1)
    beat()
    while True:
        beat()
        try:
            with listener.accept()[0] as connection:
                connection.sendall(str(os.getpid()).encode())
        except TimeoutError:
            pass

listeners = listen_together("127.0.0.1", 0, 2)
try:
    Workers(listeners, work, stop_seconds=1, patience_seconds=2).run(lambda: print(listeners[0].getsockname()[1], flush=True))
except KeyboardInterrupt:
    print("stopped", flush=True)
except FaqError as error:
    print("could not:", error, flush=True)
"""
PATIENCE_SECONDS = 60


@contextmanager
def running(before: str = "pass") -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", PROGRAM.replace("BEFORE", before)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE_SECONDS)


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def told(port: int) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        return int(connection.recv(100))


def tellers(port: int, count: int = 2) -> set[int]:
    """The processes that take connections, as soon as there are so many."""
    found: set[int] = set()
    wait_until(lambda: len(found) == count or found.add(told(port)) or False)
    return found


def wait_until(done: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < last
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    return False


def test_all_take_connections_to_one_address_and_end_with_a_signal_to_the_first():
    with running() as process:
        port = int(line(process))
        workers = tellers(port)
        assert process.pid not in workers
        process.send_signal(signal.SIGTERM)
        assert line(process) == "stopped"
        assert process.wait(PATIENCE_SECONDS) == 0
        assert [is_alive(worker) for worker in workers] == [False, False]
        with pytest.raises(ConnectionRefusedError):
            told(port)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP])  # the last as if its loop were stuck
def test_another_takes_the_place_of_one_that_ends_or_gives_no_sign_and_no_connection_is_lost(blow):
    with running() as process:
        port = int(line(process))
        victim, other = tellers(port)
        os.kill(victim, blow)
        assert {told(port) for _ in range(40)} - {victim, other}  # some waited for the one that took its place
        assert len(tellers(port)) == 2
        assert not is_alive(victim)


def test_all_end_when_the_first_is_killed():
    with running() as process:
        workers = tellers(int(line(process)))
        process.kill()
        wait_until(lambda: not any(map(is_alive, workers)))


def test_what_hinders_one_of_the_first_is_told_as_it_stands_and_nothing_is_left_over():
    with running("if number: raise FaqError('the store is gone')") as process:
        assert line(process) == "could not: the store is gone"
        assert process.wait(PATIENCE_SECONDS) == 0


def test_one_of_the_first_that_ends_without_a_word_is_told_of():
    with running("os._exit(7)") as process:
        assert line(process).startswith("could not: worker ")
        assert process.wait(PATIENCE_SECONDS) == 0


def test_a_place_where_processes_end_before_they_are_ready_is_tried_again_more_and_more_rarely(tmp_path):
    born, broken = tmp_path / "born", tmp_path / "broken"
    before = f"""open({str(born)!r}, "a").write(f"{{time.time()}}\\n")
    if os.path.exists({str(broken)!r}): os._exit(1)"""
    with running(before) as process:
        _, victim = sorted(tellers(int(line(process))))
        born.write_text("")
        broken.touch()
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: len(born.read_text().splitlines()) >= 3)
        first, second, third = map(float, born.read_text().splitlines()[:3])
    assert second - first > 0.9
    assert third - second > 1.9


def test_an_address_that_several_share_is_refused_to_others():
    listeners = listen_together("127.0.0.1", 0, 2)
    try:
        assert len({address_of(listener) for listener in listeners}) == 1
        listeners[0].listen()
        port = listeners[0].getsockname()[1]
        for count in (1, 2):
            with pytest.raises(AddressError, match=f"port {port}"):
                listen_together("127.0.0.1", port, count)
    finally:
        for listener in listeners:
            listener.close()
    listen("127.0.0.1", port).close()
