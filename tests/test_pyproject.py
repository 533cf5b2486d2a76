import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    """The distributions that are always required, without versions and extras."""
    always = [requirement for requirement in requirements if "extra ==" not in requirement]
    return {re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-") for requirement in always}


def imported_modules() -> set[str]:
    """The top-level names of other people's modules that the source imports anywhere."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "src").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    members = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module}
    return {name.partition(".")[0] for name in plain | members} - set(sys.stdlib_module_names)


def test_every_library_that_is_imported_is_required_or_required_by_what_is():
    extras = PROJECT["optional-dependencies"]
    used = [extras[name] for name in ("build", "documents", "mcp", "postgresql", "staff")]
    declared = names([*PROJECT["dependencies"], *(requirement for extra in used for requirement in extra)])
    brought = set().union(*(names(metadata.requires(name) or []) for name in declared))
    distributions = metadata.packages_distributions()
    imported = {module: {name.lower().replace("_", "-") for name in distributions[module]} for module in imported_modules()}

    assert len(imported) > 10
    assert {module for module, owners in imported.items() if not owners & (declared | brought)} == set()


def test_torch_is_the_one_version_that_the_design_names():
    assert "torch==2.13.0" in PROJECT["optional-dependencies"]["build"]


def test_a_server_that_answers_from_a_bundle_needs_nothing_that_builds():
    extras = PROJECT["optional-dependencies"]

    assert names(PROJECT["dependencies"]) & names(extras["build"]) == set()
    assert any(re.match(r"microneedling-faq\[build,", each) for each in extras["test"])
