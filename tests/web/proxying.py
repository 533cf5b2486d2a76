"""A real nginx in front of the chat, as clinics set it up: plain and over TLS, the path taken off or passed on."""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CONFIGURATION = """
{user}
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {server}
}}
"""
_SERVER = """
  server {
    listen PLAIN; listen TLS ssl;
    ssl_certificate CERTIFICATE; ssl_certificate_key KEY;
    LOCATIONS
  }
"""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where nginx listens."""

    plain: str  # "http://127.0.0.1:…"
    tls: str  # "https://127.0.0.1:…"


@contextmanager
def proxied(folder: Path, locations: Mapping[str, str]) -> Iterator[Proxy]:
    """Run nginx with a server of ours until the block ends.

    :param locations: Path -> what nginx does with it.
    """
    written = "\n".join(f"location {path} {{ {what} }}" for path, what in locations.items())
    with nginx(folder, _SERVER.replace("LOCATIONS", written)) as proxy:
        yield proxy


@contextmanager
def nginx(folder: Path, server: str) -> Iterator[Proxy]:
    """Run nginx until the block ends.

    :param server: As nginx writes it; PLAIN, TLS, CERTIFICATE and KEY stand for where it listens, and with what.
    """
    _make_certificate(folder)
    plain, tls = _free_ports()
    values = {"PLAIN": f"127.0.0.1:{plain}", "TLS": f"127.0.0.1:{tls}"}
    values |= {"CERTIFICATE": f"{folder}/certificate.pem", "KEY": f"{folder}/key.pem"}
    for name, value in values.items():
        server = server.replace(name, value)
    user = "user root;" if getpass.getuser() == "root" else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(user=user, folder=folder, server=server))
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert program, "the tests need nginx"
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(tls, process, folder)
        yield Proxy(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{tls}")
    finally:
        process.terminate()
        process.wait(10)


def _make_certificate(folder: Path) -> None:
    subject = ["-subj", "/CN=clinic.example", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *subject], check=True, capture_output=True
    )


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def _wait_for(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError((folder / "error.log").read_text())
