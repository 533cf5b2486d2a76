"""The templates of the desk, with what those of the visitor's page know: a passage looks the same in both."""

from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

from ..templating import templates_in
from ..visitor import rendering as visitors

STATIC = Path(__file__).parent / "static"
_VISITORS = Path(visitors.__file__).parent
_FOLDER = Path(__file__).parent / "templates"

TEMPLATES = templates_in(_FOLDER)
TEMPLATES.loader = ChoiceLoader([FileSystemLoader(_FOLDER), FileSystemLoader(_VISITORS / "templates")])
TEMPLATES.globals |= visitors.TEMPLATES.globals


def static(name: str) -> str:
    """The text of a style or a script of the desk."""
    return (STATIC / name).read_text(encoding="utf-8")


def opening(name: str, **values: object) -> str:
    """A part of the page as it opens, before anybody has typed."""
    return TEMPLATES.get_template(name).render(values)


def login_styles() -> str:
    """Colours and form of the login page."""
    return _colours() + static("login.css")


def desk_styles() -> str:
    """Colours and form of the desk."""
    return _colours() + static("desk.css")


def _colours() -> str:
    return (_VISITORS / "static" / "base.css").read_text(encoding="utf-8")
