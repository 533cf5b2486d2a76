"""Every address that an application knows, its mounted parts' too, and those that `.readme/security.md` lists."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SECURITY = (Path(__file__).parents[3] / ".readme" / "security.md").read_text(encoding="utf-8")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def addresses(routes: Any, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """(path, methods) of each route; of what is mounted without routes, such as a folder, every method of a path below it."""
    for route in routes:
        included = getattr(route, "original_router", None)  # FastAPI keeps what was included as it is
        if included is not None:
            yield from addresses(included.routes, before + route.include_context.prefix)
        elif hasattr(getattr(route, "app", None), "routes"):
            yield from addresses(route.app.routes, before + route.path)
        elif not hasattr(route, "methods"):
            yield f"{before}{route.path}/{{file}}", set(METHODS)
        else:
            yield before + route.path, set(route.methods or METHODS)


def documented() -> dict[str, set[str]]:
    """Address -> the methods that the page lists."""
    table = SECURITY[SECURITY.index("| address |") : SECURITY.index("Metrics are on")]
    rows = [row.split("|") for row in table.splitlines()[2:] if row]
    return {name: set(methods.strip().split(", ")) for _, names, methods, *_ in rows for name in re.findall("`(.+?)`", names)}
