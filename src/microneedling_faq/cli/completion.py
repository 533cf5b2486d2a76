"""What a shell completes: scripts for bash, zsh and fish, made of the parser, so that they name what there is.

zsh reads the script for bash, by its own `bashcompinit`.
"""

import argparse
from collections.abc import Iterator

SHELLS = ("bash", "zsh", "fish")
_BASH = """\
_microneedling_faq() {{
    local path= word
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$path $word" in
{moves}
        esac
    done
    case "$path" in
{offers}
    esac
}}
complete -o default -F _microneedling_faq {program}
"""
_ZSH = "#compdef {program}\nautoload -U +X bashcompinit && bashcompinit\n"


def completion_script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script of a shell.

    :param shell: One of `SHELLS`.
    """
    offered = dict(_offered(parser))
    if shell == "fish":
        return "".join(_fish_lines(parser.prog, offered))
    moves = "\n".join(
        f'            "{path.rpartition(" ")[0]} {path.rpartition(" ")[2]}") path="{path}" ;;' for path in offered if path
    )
    offers = "\n".join(
        f'        "{path}") COMPREPLY=($(compgen -W "{" ".join(words)}" -- "${{COMP_WORDS[COMP_CWORD]}}")) ;;'
        for path, words in offered.items()
    )
    script = _BASH.format(moves=moves, offers=offers, program=parser.prog)
    return _ZSH.format(program=parser.prog) + script if shell == "zsh" else script


def _offered(parser: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """(" index build", what may come next) for each command; the program itself has an empty path."""
    children: dict[str, argparse.ArgumentParser] = {}
    words: list[str] = []
    for action in parser._actions:  # argparse tells nothing of its options otherwise; shtab and argcomplete read them too
        if isinstance(action, argparse._SubParsersAction):
            children |= action.choices
        words += [option for option in action.option_strings if option.startswith("--")]
    yield path, [*children, *words]
    for name, child in children.items():
        yield from _offered(child, f"{path} {name}")


def _fish_lines(program: str, offered: dict[str, list[str]]) -> Iterator[str]:
    yield f"complete -c {program} -e\n"
    for path, words in offered.items():
        commands = path.split()
        conditions = [f"__fish_seen_subcommand_from {name}" for name in commands]
        later = [word for word in words if not word.startswith("--")]
        if later:
            conditions.append(f"not __fish_seen_subcommand_from {' '.join(later)}")
        when = "; and ".join(conditions) or "true"
        options = (f"-l {word[2:]}" if word.startswith("--") else f"-f -a {word}" for word in words)
        yield from (f'complete -c {program} -n "{when}" {option}\n' for option in options)
