"""What every tab of the desk is given, and what makes a tab."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar

import gradio as gr
from fastapi import HTTPException
from gradio.components import Component
from pydantic import BaseModel, ValidationError

from ...corpus.notices import DEFAULT_LANGUAGE
from ...replying.chatbot import Chatbot
from ...store.database import Store
from ...store.users import Role
from ...texts import Texts
from .gate import MEMBER, Member

Model = TypeVar("Model", bound=BaseModel)
Fields: TypeAlias = Sequence[Component]

QUIET: dict[str, Any] = {"api_visibility": "private", "queue": False}
"""How the desk listens to its own parts: at once, for Gradio's queue runs only in an application that a server has started, and
the desk is mounted in one that is made anew with every change."""

UNCHECKED: dict[str, Any] = QUIET | {"preprocess": False}
"""The same where something is chosen of what the desk sent while it ran. Gradio compares a choice with those that the same
process sent last; another process of the chat has sent none, nor has this one after a change. Who gets it looks it up."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk works with."""

    chatbot: Chatbot
    open_store: Callable[[], Store]  # the same whenever it is called; raises `StoreError` while the store is away
    words: Mapping[str, Texts]  # of the visitor's page, by language: places, cautions and the like are told alike

    @property
    def store(self) -> Store:
        """Where accounts, audit log and counts are.

        :raises StoreError: If it cannot be opened now.
        """
        return self.open_store()

    def words_of(self, language: str) -> Texts:
        """The words of a customer's language; English where there are none."""
        return self.words.get(language) or self.words[DEFAULT_LANGUAGE]

    def member(self, request: gr.Request, role: Role = "answers") -> Member:
        """Who asks.

        :param role: What they must be allowed to; whoever "edits" may do all.
        :raises HTTPException: If they may not.
        """
        asked = getattr(request, "request", None) or request  # as it came: Gradio's wrapper turns what it hands on into JSON
        found = asked.scope.get(MEMBER)
        if not isinstance(found, Member):  # the gate lets nobody through; this is for the day when it does
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "Please sign in.")
        if role == "edits" and found.role != "edits":
            raise HTTPException(
                HTTPStatus.FORBIDDEN, "Your account may find and copy. Ask for the role edits to change answers."
            )
        return found


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the desk."""

    name: str
    fill: Callable[[Desk], "Fields | None"]  # makes its content, within the tab's block; gives what other tabs may fill in
    role: Role = "answers"  # who sees it; what it does checks again, with `Desk.member`


def checked(model: type[Model], data: object) -> Model:
    """What a script of ours sent.

    :raises HTTPException: If it is something else.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "The page sent something unexpected.") from error
