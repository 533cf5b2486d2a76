"""The addresses that a server listens on."""

import socket

from ...errors import AddressError


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound but does not listen yet, so that a taken port is known before the slow part of a start.

    :param port: 0 takes a free one.
    :raises AddressError: If it cannot be had.
    """
    return _bind(host, port, socket.SO_REUSEADDR)


def listen_together(host: str, port: int, count: int) -> list[socket.socket]:
    """Sockets as of `listen` for as many processes, all of one address: the system deals the connections out to them.

    :raises AddressError: As `listen`.
    """
    first = listen(host, port)
    if count == 1:
        return [first]
    with first:  # a shared address could be had although another chat shares it already
        port = first.getsockname()[1]
    return [_bind(host, port, socket.SO_REUSEADDR, socket.SO_REUSEPORT) for _ in range(count)]


def _bind(host: str, port: int, *options: int) -> socket.socket:
    if port not in range(2**16):  # getaddrinfo would take the remainder
        raise _cannot_listen(host, port, "there is no such port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        for option in options:
            listener.setsockopt(socket.SOL_SOCKET, option, 1)
        listener.bind(address)
    except OSError as error:
        raise _cannot_listen(host, port, error.strerror or str(error)) from error
    return listener


def _cannot_listen(host: str, port: int, reason: str) -> AddressError:
    return AddressError(f"cannot listen on {host}, port {port} ({reason}). Name another port, as in --port 7861")


def address_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds a socket: "http://127.0.0.1:7860"."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 compared, not listened on
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
