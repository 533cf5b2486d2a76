"""The door for assistants: `ask` and `search` as tools of the Model Context Protocol, over stdin and stdout.

In: calls of tools. Out: replies, as the chatbot makes them. Imports nothing of
`web` and `cli`, which serve the tools; needs the extra "mcp".
"""

__all__ = ["server"]  # the modules that packages below use
