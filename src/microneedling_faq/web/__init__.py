"""The web doors in one application: pages for visitors (`visitor/`), the desk (`staff/`), REST (`api`), `operating/`.

In: HTTP. Out: replies as HTML or JSON, made by `replying`. Only here is Gradio imported. Imports nothing of `cli`.
"""

__all__ = ["operating", "server", "staff", "visitor"]  # the modules that packages below use
