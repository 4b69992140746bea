"""Every command and option, defined once: parser, help, man page and completion scripts are made from this table.

Imports nothing else of the program, so that `stacktui --help` is fast.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Option(NamedTuple):
    """One option. Without `metavar` it is a switch. `name` is its field in `Arguments`."""

    name: str
    flags: tuple[str, ...]
    words: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    is_number: bool = False
    is_repeatable: bool = False
    complete: Literal["", "organizations", "stacks", "files"] = ""


class Operand(NamedTuple):
    """One word after the command, or all remaining ones. `name` is its field in `Arguments`."""

    name: str
    metavar: str
    words: str
    need: Literal["one", "optional", "any"] = "one"
    complete: Literal["", "organizations", "stacks", "filters", "files", "shells"] = ""


class Command(NamedTuple):
    """One command; the name of the UI is empty."""

    name: str
    words: str
    operands: tuple[Operand, ...] = ()
    options: tuple[Option, ...] = ()
    notes: tuple[str, ...] = ()
    """Paragraphs after the options in its help."""
    function: tuple[str, str] = ("", "")
    """The module of `cli` and the coroutine in it: a command loads only its own file."""

    @property
    def takes_state(self) -> bool:
        return STATE in self.options


SHELLS = ("bash", "zsh", "fish")

HELP = Option("help", ("-h", "--help"), "Show this help and exit")
PROGRAM_VERSION = Option("show_version", ("--version",), "Show the version and exit")
COMMON = (
    Option("backend", ("--backend",), "Use this backend instead of the one pulumi is logged in to", "URL"),
    Option("demo", ("--demo",), "Explore demo data; needs no account and no network"),
    Option("minimal", ("--minimal",), "With --demo: a server that serves only what the pulumi CLI asks for"),
    Option("read_only", ("--read-only",), "Refuse all changes to the server"),
    Option("config", ("--config",), "Read settings from this file", "FILE", complete="files"),
    Option("log", ("--log",), "Append one line per request to this file, without secrets", "FILE", complete="files"),
    Option("insecure_http", ("--insecure-http",), "Allow a plain http backend; the token is sent unencrypted"),
    HELP,
)
JSON = Option("json", ("--json",), "Print JSON")
PLAIN = Option("plain", ("--plain",), "Print without colours")
PRINTING = (JSON, PLAIN)
ORGANIZATION = Option(
    "organization",
    ("--organization",),
    "List only this organization",
    "ORGANIZATION",
    complete="organizations",
)
STATE = Option(
    "state",
    ("--state",),
    "Read the state from this file instead of STACK; - is standard input",
    "FILE",
    complete="files",
)
VERSION = Option("version", ("--version",), "Use the state at this version of the stack", "N", is_number=True)
YES = Option("yes", ("--yes",), "Do not ask for confirmation")

STACK = Operand(
    "stack",
    "STACK",
    "organization/project/stack; the current folder's project completes a short form",
    complete="stacks",
)
FILTERS = Operand(
    "filters", "FILTER", "Words and terms, as in the filter line on the screen", "any", complete="filters"
)

EXPLORE = Command(
    "",
    "Explore Pulumi Cloud stacks in the terminal.",
    (STACK._replace(need="optional"),),
    (
        ORGANIZATION._replace(words="List only this organization; also the default organization of STACK"),
        Option("ascii", ("--ascii",), "Draw with ASCII characters only"),
        PROGRAM_VERSION,
    ),
    (
        "The backend and access token come from `pulumi login`, or from PULUMI_BACKEND_URL and PULUMI_ACCESS_TOKEN.",
        "Exit codes: 0 success, 1 failure, 2 usage error or no terminal, 3 not found, 4 refused.",
    ),
)
COMMANDS = (
    Command(
        "ls",
        "List stacks.",
        (FILTERS,),
        (
            ORGANIZATION,
            Option("sort", ("--sort",), "Sort by this key", "KEY", choices=("name", "updated", "resources")),
            Option("reverse", ("--reverse",), "Reverse the order"),
            *PRINTING,
        ),
        (
            "Terms: org:NAME project:NAME tag:NAME tag:NAME=VALUE state:never|running|updated resources:>N, and words. "
            "-TERM excludes (write -- before it); @NAME is a filter saved under [filters].",
            "If the server's list does not report running updates, state:running checks each stack that matches the "
            "other terms; stacks that could not be checked are reported on standard error.",
            "JSON, one object per line: organization, project, stack, name, resourceCount (null: not reported), "
            "lastUpdate (Unix seconds; null: never, or updating now), isUpdating, url (null: no known console).",
        ),
        function=("listing", "list_stacks"),
    ),
    Command(
        "show",
        "Show a stack: owner, tags, version, running update, last updates.",
        (STACK,),
        PRINTING,
        (
            "JSON, one object: name, organization, project, stack, id, version, tags, currentOperation, runningUpdate "
            "(id, kind, author, started, status, problem; also if the server reports only its ID or an unreadable "
            "status), metadata, updates, url, problems (parts that could not be read).",
        ),
        function=("stack_commands", "show_stack"),
    ),
    Command(
        "tree",
        "Print the resources of a stack as a tree.",
        (STACK, FILTERS),
        (VERSION, STATE, *PRINTING),
        (
            "Terms: type:TEXT name:TEXT id:TEXT urn:TEXT package:NAME is:protected is:problem and others, and words.",
            "JSON, one object per line for each resource, in tree order: kind (resource, pendingOperation or "
            "unreadable), urn, type, name, id, parent, provider, depth, custom, flags.",
        ),
        function=("state_commands", "print_tree"),
    ),
    Command(
        "resource",
        "Show a resource by its URN, ID or name; secrets stay [secret].",
        (STACK, Operand("resource", "URN|ID|NAME", "An exact URN, else ID, else name; all matches are shown")),
        (VERSION, STATE, *PRINTING),
        ("JSON, one object per line for each match: the resource as in the state, with every secret masked.",),
        function=("state_commands", "print_resource"),
    ),
    Command(
        "outputs",
        "Print the outputs of a stack; secrets stay [secret].",
        (STACK, Operand("output_name", "NAME", "Print the value of this output alone", "optional")),
        (VERSION, STATE, *PRINTING),
        ("JSON, one object per line: name, value, secret (true if any part of the value is masked).",),
        function=("state_commands", "print_outputs"),
    ),
    Command(
        "refs",
        "List the stacks that read this stack, and those it reads.",
        (STACK,),
        (STATE, *PRINTING),
        (
            "JSON, one object per line: direction (downstream: reads this stack; upstream: is read by it), name, "
            "organization, project, stack, version, currentVersion, behind (null: unknown).",
        ),
        function=("stack_commands", "list_references"),
    ),
    Command(
        "count",
        "Count the resources of a stack.",
        (STACK,),
        (
            Option("by", ("--by",), "Load the state, and count by type or package", "KEY", choices=("type", "package")),
            STATE,
            *PRINTING,
        ),
        ("JSON, one object: resourceCount, version, source (server or state), groups (name and count, with --by).",),
        function=("stack_commands", "count_resources"),
    ),
    Command(
        "export",
        "Save the state of a stack, with every secret masked.",
        (STACK,),
        (
            VERSION,
            Option(
                "output",
                ("-o", "--output"),
                "Write to this file atomically, mode 0600; - is standard output",
                "FILE",
                complete="files",
            ),
            Option("overwrite", ("--overwrite",), "Replace the file if it exists"),
            Option(
                "with_secrets",
                ("--with-secrets",),
                "Save the state as the server sent it, for `pulumi stack import`; name the file *.secrets.json",
            ),
        ),
        (
            "Always JSON. A masked state says so in deployment.manifest.magic, next to the version of "
            "the CLI that wrote it; `pulumi stack import` refuses it without --force.",
        ),
        function=("exporting", "export_state"),
    ),
    Command(
        "create",
        "Create an empty stack.",
        (STACK,),
        (Option("tags", ("--tag",), "Set a tag", "NAME=VALUE", is_repeatable=True), *PRINTING),
        function=("changing", "create_stack"),
    ),
    Command(
        "transfer",
        "Transfer a stack to another organization; asks for confirmation.",
        (
            STACK,
            Operand(
                "target",
                "ORGANIZATION",
                "The new organization; project and name stay the same",
                complete="organizations",
            ),
        ),
        (YES, *PRINTING),
        (
            "Without a terminal, --yes is required.",
            "While an update is running, it asks for a second confirmation; with --yes it exits with 4.",
        ),
        function=("changing", "transfer_stack"),
    ),
    Command(
        "delete",
        "Delete a stack; asks you to type its full name.",
        (STACK,),
        (
            Option(
                "force",
                ("--force",),
                "Delete a stack that has resources, once the server has refused: they are orphaned, not destroyed",
            ),
            Option(
                "orphan",
                ("--orphan",),
                "With --force, the number of resources to orphan; required without a terminal",
                "N",
                is_number=True,
            ),
            YES,
            Option(
                "confirm",
                ("--confirm",),
                "The full name again, as confirmation; required without a terminal",
                "NAME",
            ),
            *PRINTING,
        ),
        (
            "Without a terminal, --yes and --confirm NAME are required, and --orphan N to orphan resources; if their "
            "number is unknown, nothing is deleted.",
            "While an update is running, it asks for a second confirmation; with --yes it exits with 4.",
        ),
        function=("deleting", "delete_stack"),
    ),
    Command(
        "open",
        "Explore a state file: read-only, no token, no network.",
        (
            Operand(
                "file",
                "FILE",
                "An export, a checkpoint (also .gz) or a resources/latest response; - is standard input",
                complete="files",
            ),
        ),
        (Option("ascii", ("--ascii",), "Draw with ASCII characters only"),),
        ("Example: pulumi stack export | stacktui open -",),
    ),
    Command(
        "whoami",
        "Show the current user, backend and where the token came from.",
        (),
        PRINTING,
        (
            "JSON, one object: user, name, organizations, backend, backendSource, tokenSource, defaultOrganization, "
            "readOnly.",
        ),
        function=("listing", "show_user"),
    ),
    Command(
        "completion",
        "Print the completion script for a shell.",
        (Operand("shell", "SHELL", "bash, zsh or fish", complete="shells"),),
        (),
        (
            'bash: eval "$(stacktui completion bash)"   zsh: the same, after compinit   '
            "fish: stacktui completion fish | source",
            "Names come from the list last loaded by `stacktui ls` or the screen; the cache file has mode 0600.",
        ),
    ),
)
BY_NAME = {command.name: command for command in (EXPLORE, *COMMANDS)}


def options_of(command: Command) -> tuple[Option, ...]:
    """Its own options, then those common to all commands."""
    return (*command.options, *COMMON)
