"""The way of a message to its reply: `pipeline` has the steps in their order, `decision` the bar, `Chatbot` is the only door.

In: a message and the visitor's earlier ones. Out: a `Reply`. May import all packages above it; doors only render what it gives.
"""

__all__ = ["chatbot", "finding", "mail_reading", "mail_text", "quoting", "suggesting"]  # the modules that packages below use
