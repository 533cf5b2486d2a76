"""The plan of the house: packages in the order of the data, imports one way."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "microneedling_faq"
# A module may import from its own package and from those before it in this list; the modules beside the packages from none.
ORDER = (
    *("corpus", "encoder", "index", "query", "retrieval", "safety"),
    *("building", "replying", "evaluation", "training", "store", "teaching", "mcp", "web", "cli"),
)
FACE = {"__init__", "__main__"}  # of the program: they hand on what the packages make


def imported_packages(path: Path) -> set[str]:
    """The packages and top modules of ours that a module imports, wherever in it."""
    here = path.relative_to(SOURCE).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            home = here[: len(here) - (node.level - 1)]
            names = [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]
            found |= {home[0]} if home else set(names)
    return found


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def test_every_package_has_its_place_in_the_order():
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}

    assert packages == set(ORDER)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_go_one_way(path):
    imported = imported_packages(path) & set(ORDER)
    parts = path.relative_to(SOURCE).parts
    if len(parts) == 1:
        assert not imported or path.stem in FACE
        return

    allowed = ORDER[: ORDER.index(parts[0]) + 1]
    assert imported <= set(allowed)


@pytest.mark.parametrize("package", ORDER)
def test_every_package_says_what_comes_in_and_what_goes_out(package):
    lines = (ast.get_docstring(ast.parse((SOURCE / package / "__init__.py").read_text(encoding="utf-8"))) or "").splitlines()

    assert 2 <= len([line for line in lines if line]) <= 5
    assert any("In:" in line for line in lines)


def modules_from_outside(package: str) -> set[str]:
    """The modules of a package that others import, wherever in theirs."""
    found = set()
    for path in modules():
        here = path.relative_to(SOURCE).parent.parts
        if here[:1] == (package,):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                names = [*here[: len(here) - (node.level - 1)], *(node.module or "").split(".")]
                names += [alias.name for alias in node.names] if len(names) == 1 or names[1:] == [""] else []
                found |= {names[1]} if names[0] == package and names[1] else set()
    return found


@pytest.mark.parametrize("package", [name for name in ORDER if name != "cli"])
def test_a_package_exports_the_modules_that_others_use_and_no_more(package):
    content = ast.parse((SOURCE / package / "__init__.py").read_text(encoding="utf-8"))
    exported = next(ast.literal_eval(node.value) for node in content.body if isinstance(node, ast.Assign))

    assert exported == sorted(modules_from_outside(package))
