"""Completion for bash, zsh and fish: commands and options from the table, names from the last listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.cli.commands import BY_NAME, COMMANDS, EXPLORE, SHELLS, Command, Option, options_of
from stacktui.cli.failures import CommandFailed, Exit
from stacktui.local.remembered import known_stacks
from stacktui.presentation.text.safe_text import is_suspicious

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_BASH = """\
# stacktui completion for bash. Load it: eval "$(stacktui completion bash)"
_stacktui() {
    local current=${COMP_WORDS[COMP_CWORD]} line prefix
    [[ $current =~ ^[:=]+$ ]] && current=""
    _stacktui_words
    COMPREPLY=()
    local IFS=$'\\n'
    local found
    found=$(stacktui __complete "${_stacktui_line[@]}" 2>/dev/null)
    if [[ $found == __files ]]; then
        compopt -o default 2>/dev/null
        return
    fi
    # bash breaks words at colons and equal signs: what stands before the last one is there already
    prefix=${_stacktui_line[-1]}
    prefix=${prefix%"$current"}
    for line in $found; do
        COMPREPLY+=("${line#"$prefix"}")
    done
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=] ]] && compopt -o nospace
    return 0
}
_stacktui_words() {
    # the line up to the cursor, split at blanks only
    local line=${COMP_LINE:0:COMP_POINT}
    read -ra _stacktui_line <<<"$line"
    [[ $line == *[[:space:]] ]] && _stacktui_line+=("")
    _stacktui_line=("${_stacktui_line[@]:1}")
}
complete -F _stacktui stacktui
"""
_ZSH = """\
#compdef stacktui
# stacktui completion for zsh. Load it after compinit: eval "$(stacktui completion zsh)"
_stacktui() {
    local -a found
    found=("${(@f)$(stacktui __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ $found[1] == __files ]]; then
        _files
        return
    fi
    local -a open closed
    open=(${(M)found:#*[:=]})
    closed=(${found:#*[:=]})
    (( $#open )) && compadd -Q -S '' -- $open
    (( $#closed )) && compadd -Q -- $closed
}
compdef _stacktui stacktui
"""
_FISH = """\
# stacktui completion for fish. Load it: stacktui completion fish | source
function __stacktui_candidates
    set -l line (commandline -opc) (commandline -ct)
    set -l found (stacktui __complete $line[2..-1] 2>/dev/null)
    if test "$found[1]" = __files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $found
    end
end
complete -c stacktui -f -a '(__stacktui_candidates)'
"""
FILES = "__files"
"""Lets the script complete file names itself."""
_SCRIPTS = dict(zip(SHELLS, (_BASH, _ZSH, _FISH), strict=True))
_TERMS = ("org:", "project:", "tag:", "state:never", "state:running", "state:updated", "resources:>")


def script(shell: str) -> str:
    """The completion script for a shell.

    Raises:
        CommandFailed: the shell is not supported.
    """
    if shell not in _SCRIPTS:
        raise CommandFailed(f"No completion for `{shell}`: use bash, zsh or fish.", Exit.USAGE)
    return _SCRIPTS[shell]


def candidates(words: Sequence[str], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Complete the last of these words, for the scripts; `FILES` alone requests file names.

    Only names within the service's grammar are offered, so that no other character reaches a command line.
    """
    typed = words[-1] if words else ""
    before = list(words[:-1])
    command, operands, waiting = _understood(before)
    if waiting is not None:
        return _of_kind(waiting.complete, typed, environ) if not waiting.choices else _beginning(waiting.choices, typed)
    if typed.startswith("-"):
        return _beginning([flag for option in options_of(command) for flag in option.flags], typed)
    found: list[str] = []
    if command is EXPLORE and not operands:
        found += _beginning([one.name for one in COMMANDS], typed)
    rest = command.operands[min(len(operands), len(command.operands) - 1) :] if command.operands else ()
    if rest and (len(operands) < len(command.operands) or rest[0].need == "any"):
        found += _of_kind(rest[0].complete, typed, environ)
    return tuple(found)


def _understood(words: Sequence[str]) -> tuple[Command, list[str], Option | None]:
    """The command, the operands so far, and the option whose value is being completed."""
    command = EXPLORE
    operands: list[str] = []
    waiting: Option | None = None
    for word in words:
        if waiting is not None:
            waiting = None
        elif word.startswith("-"):
            waiting = next((one for one in options_of(command) if word in one.flags and one.metavar), None)
            if waiting is not None and waiting.name == "state" and command.takes_state:
                operands.insert(0, "")  # takes the place of STACK
        elif command is EXPLORE and not operands and word in BY_NAME:
            command = BY_NAME[word]
        else:
            operands.append(word)
    return command, operands, waiting


def _of_kind(kind: str, typed: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    match kind:
        case "files":
            return (FILES,)
        case "shells":
            return _beginning(SHELLS, typed)
        case "stacks":
            return _beginning(_stacks(environ), typed)
        case "organizations":
            return _beginning(dict.fromkeys(name.split("/")[0] for name in _stacks(environ)), typed)
        case "filters":
            return _filters(typed, environ)
    return ()


def _filters(typed: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    sign, rest = ("-", typed[1:]) if typed.startswith("-") else ("", typed)
    parts = [name.split("/") for name in _stacks(environ)]
    terms: Iterable[str] = _TERMS
    if rest.startswith("org:"):
        terms = dict.fromkeys(f"org:{part[0]}" for part in parts)
    elif rest.startswith("project:"):
        terms = sorted({f"project:{part[1]}" for part in parts})
    return tuple(f"{sign}{term}" for term in _beginning(terms, rest))


def _stacks(environ: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        name for name in known_stacks(environ) if name.count("/") == 2 and not any(map(is_suspicious, name.split("/")))
    )


def _beginning(words: Iterable[str], typed: str) -> tuple[str, ...]:
    return tuple(word for word in words if word.startswith(typed))
