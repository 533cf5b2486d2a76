"""Prints a bill of materials (CycloneDX 1.6, JSON) of what this environment runs the program with; for `.ci/run`, and by hand.

Only the program and what it needs, by the metadata of the installed packages; nothing is fetched.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from packaging.requirements import Requirement

PROGRAM = "microneedling-faq"


def plain_name(name: str) -> str:
    """A package's name in one spelling (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(package: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """(name, extras) of each package that another needs here."""
    for written in package.requires or ():
        requirement = Requirement(written)
        wanted = any(requirement.marker is None or requirement.marker.evaluate({"extra": extra}) for extra in extras or {""})
        if wanted:
            yield plain_name(requirement.name), frozenset(requirement.extras)


def components(program: str) -> dict[str, tuple[Distribution, set[str]]]:
    """Name -> (package, names of what it needs) of a program and all that it stands on."""
    found: dict[str, tuple[Distribution, set[str]]] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(plain_name(program), frozenset({""}))]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            package = distribution(name)
        except PackageNotFoundError:  # an extra that is not installed
            continue
        requirements = list(needed(package, extras))
        found.setdefault(name, (package, set()))[1].update(each for each, _ in requirements)
        waiting += requirements
    return found


def described(name: str, package: Distribution) -> dict[str, Any]:
    """A component: name, version, licence, and the hash of its record, which holds the hash of each of its files."""
    metadata = package.metadata
    licence = metadata.get("License-Expression") or (metadata.get("License") or "").partition("\n")[0]
    record = package.read_text("RECORD") or ""
    purl = f"pkg:pypi/{name}@{package.version}"
    component: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": package.version, "purl": purl}
    if licence:
        component["licenses"] = [{"license": {"name": licence[:100]}}]
    if record:
        component["properties"] = [{"name": "record:sha256", "value": hashlib.sha256(record.encode()).hexdigest()}]
    return component


def bill(program: str) -> dict[str, Any]:
    """The bill of a program."""
    found = components(program)
    references = {name: f"pkg:pypi/{name}@{package.version}" for name, (package, _) in found.items()}
    main = described(plain_name(program), found[plain_name(program)][0]) | {"type": "application"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": datetime.now(UTC).isoformat(timespec="seconds"), "component": main},
        "components": [described(name, package) for name, (package, _) in sorted(found.items()) if name != plain_name(program)],
        "dependencies": [
            {"ref": references[name], "dependsOn": sorted(references[each] for each in needs if each in references)}
            for name, (_, needs) in sorted(found.items())
        ],
    }


if __name__ == "__main__":
    json.dump(bill(PROGRAM), sys.stdout, indent=1)
    sys.stdout.write("\n")
