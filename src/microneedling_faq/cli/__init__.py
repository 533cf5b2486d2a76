"""The command line: parse (`parser`), run (`commands`), print (`printing`).

In: arguments. Out: answers on stdout, everything else on stderr, an exit code. May import everything; heavy packages are
imported by the command that needs them.
"""

from .parser import build_parser, main

__all__ = ["build_parser", "main"]
