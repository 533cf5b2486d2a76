import importlib.metadata
import tomllib
from pathlib import Path
from types import ModuleType

import microneedling_faq
from microneedling_faq import errors

ROOT = Path(__file__).parent.parent


def test_the_public_names_are_those_that_are_exported():
    public = {
        name
        for name, value in vars(microneedling_faq).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }

    assert public | {"__version__"} == set(microneedling_faq.__all__)
    assert microneedling_faq.__all__ == sorted(microneedling_faq.__all__)


def test_every_error_that_a_user_can_put_right_can_be_imported_from_the_top():
    family = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.FaqError)}

    assert len(family) > 5
    assert family <= set(microneedling_faq.__all__)


def test_the_version_is_that_of_the_distribution():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert microneedling_faq.__version__ == project["version"] == importlib.metadata.version("microneedling-faq")


def test_the_package_says_that_it_is_annotated():
    assert Path(microneedling_faq.__file__).with_name("py.typed").is_file()
