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
    Option("backend", ("--backend",), "Ask this backend, whatever pulumi is logged in to", "URL"),
    Option("demo", ("--demo",), "Explore a company that does not exist; no account, no network"),
    Option("minimal", ("--minimal",), "With --demo: a server that serves only what the pulumi CLI asks for"),
    Option("read_only", ("--read-only",), "Refuse every change before anything is sent"),
    Option("config", ("--config",), "Read settings from this file", "FILE", complete="files"),
    Option("log", ("--log",), "Append a line for each request to this file, without secrets", "FILE", complete="files"),
    Option("insecure_http", ("--insecure-http",), "Allow a backend on plain http; the token can be read on the way"),
    HELP,
)
JSON = Option("json", ("--json",), "Print JSON for programs")
PLAIN = Option("plain", ("--plain",), "Print no colours")
PRINTING = (JSON, PLAIN)
ORGANIZATION = Option(
    "organization",
    ("--organization",),
    "Only this organization",
    "ORGANIZATION",
    complete="organizations",
)
STATE = Option(
    "state",
    ("--state",),
    "Read a state from a file, or - for standard input, in place of STACK",
    "FILE",
    complete="files",
)
VERSION = Option("version", ("--version",), "The state as it was at this version of the stack", "N", is_number=True)
YES = Option("yes", ("--yes",), "Do not ask")

STACK = Operand(
    "stack", "STACK", "organization/project/stack; short where the folder's project says the rest", complete="stacks"
)
FILTERS = Operand("filters", "FILTER", "Words and terms as in the filter line of the screen", "any", complete="filters")

EXPLORE = Command(
    "",
    "Explore Pulumi Cloud stacks in the terminal.",
    (STACK._replace(need="optional"),),
    (
        ORGANIZATION._replace(words="List only this organization; also that of a STACK written without one"),
        Option("ascii", ("--ascii",), "Draw with ASCII characters only"),
        PROGRAM_VERSION,
    ),
    (
        "Backend and access token are those of `pulumi login`, or PULUMI_BACKEND_URL and PULUMI_ACCESS_TOKEN.",
        "Exit codes: 0 done, 1 failed, 2 wrong usage or no terminal, 3 not found, 4 refused.",
    ),
)
COMMANDS = (
    Command(
        "ls",
        "List stacks.",
        (FILTERS,),
        (
            ORGANIZATION,
            Option("sort", ("--sort",), "Order of the list", "KEY", choices=("name", "updated", "resources")),
            Option("reverse", ("--reverse",), "Reverse the order"),
            *PRINTING,
        ),
        (
            "Terms: org:NAME project:NAME tag:NAME tag:NAME=VALUE state:never|running|updated resources:>N, and words; "
            "-- and then -TERM for the opposite; @NAME stands for a filter saved under [filters].",
            "Where the server's list reports no running update, state:running asks each stack that the other terms let "
            "through; what could not be asked is said on standard error.",
            "JSON, one object a line: organization, project, stack, name, resourceCount (null: not told), lastUpdate "
            "(Unix seconds; null: never, or updating now), isUpdating, url (null: no console known).",
        ),
        function=("listing", "list_stacks"),
    ),
    Command(
        "show",
        "Show what a stack is: owner, tags, version, running update, last updates.",
        (STACK,),
        PRINTING,
        (
            "JSON, one object: name, organization, project, stack, id, version, tags, currentOperation, runningUpdate "
            "(id, kind, author, started, status, problem; also where the server reports it by its ID alone, or its "
            "status cannot be read), metadata, updates, url, problems (parts that could not be read).",
        ),
        function=("stack_commands", "show_stack"),
    ),
    Command(
        "tree",
        "Print the resources of a stack as a tree.",
        (STACK, FILTERS),
        (VERSION, STATE, *PRINTING),
        (
            "Terms: type:TEXT name:TEXT id:TEXT urn:TEXT package:NAME is:protected is:problem and the like, and words.",
            "JSON, one object a line for every resource in the order of the tree: kind (resource, pendingOperation or "
            "unreadable), urn, type, name, id, parent, provider, depth, custom, flags.",
        ),
        function=("state_commands", "print_tree"),
    ),
    Command(
        "resource",
        "Show a resource by its URN, ID or name; secrets stay [secret].",
        (STACK, Operand("resource", "URN|ID|NAME", "Every resource with exactly this URN, else ID, else name")),
        (VERSION, STATE, *PRINTING),
        ("JSON, one object a line for every resource found: as in the state, with every secret masked.",),
        function=("state_commands", "print_resource"),
    ),
    Command(
        "outputs",
        "Print the outputs of a stack; secrets stay [secret].",
        (STACK, Operand("output_name", "NAME", "Print the value of this output alone", "optional")),
        (VERSION, STATE, *PRINTING),
        ("JSON, one object a line: name, value, secret (true where something in the value is masked).",),
        function=("state_commands", "print_outputs"),
    ),
    Command(
        "refs",
        "List the stacks that read this one, and those that it reads.",
        (STACK,),
        (STATE, *PRINTING),
        (
            "JSON, one object a line: direction (downstream: reads this stack; upstream: is read by it), name, "
            "organization, project, stack, version, currentVersion, behind (null: not known).",
        ),
        function=("stack_commands", "list_references"),
    ),
    Command(
        "count",
        "Count the resources of a stack.",
        (STACK,),
        (
            Option("by", ("--by",), "Read the state, and count by type or package", "KEY", choices=("type", "package")),
            STATE,
            *PRINTING,
        ),
        ("JSON, one object: resourceCount, version, source (server or state), groups (name and count, with --by).",),
        function=("stack_commands", "count_resources"),
    ),
    Command(
        "export",
        "Save the state of a stack, every secret masked.",
        (STACK,),
        (
            VERSION,
            Option(
                "output",
                ("-o", "--output"),
                "Write to this file, 0600, in one step; - is standard output",
                "FILE",
                complete="files",
            ),
            Option("overwrite", ("--overwrite",), "Replace the file if it exists"),
            Option(
                "with_secrets",
                ("--with-secrets",),
                "The state as the server sent it, for `pulumi stack import`; the file must be named *.secrets.json",
            ),
        ),
        (
            "Always JSON. A state whose secrets are masked says so in deployment.manifest.magic, beside the version of "
            "the CLI that wrote it; `pulumi stack import` refuses it unless it is forced.",
        ),
        function=("exporting", "export_state"),
    ),
    Command(
        "create",
        "Create an empty stack.",
        (STACK,),
        (Option("tags", ("--tag",), "Give it a tag", "NAME=VALUE", is_repeatable=True), *PRINTING),
        function=("changing", "create_stack"),
    ),
    Command(
        "transfer",
        "Move a stack to another organization; asks first.",
        (
            STACK,
            Operand("target", "ORGANIZATION", "Where it goes; it keeps project and name", complete="organizations"),
        ),
        (YES, *PRINTING),
        (
            "Without a terminal to ask on, it needs --yes.",
            "While an update runs it is sent only if that is confirmed at a terminal; with --yes it ends with 4.",
        ),
        function=("changing", "transfer_stack"),
    ),
    Command(
        "delete",
        "Delete a stack; asks to type its full name.",
        (STACK,),
        (
            Option(
                "force",
                ("--force",),
                "Also with resources in it, once the server has refused: they are orphaned in the cloud, not destroyed",
            ),
            Option(
                "orphan",
                ("--orphan",),
                "With --force, the number of resources; needed where there is no terminal to ask on",
                "N",
                is_number=True,
            ),
            YES,
            Option(
                "confirm",
                ("--confirm",),
                "The full name once more; needed where there is no terminal to ask on",
                "NAME",
            ),
            *PRINTING,
        ),
        (
            "Without a terminal to ask on, it needs --yes and --confirm NAME; to orphan resources also --orphan N, and "
            "where their number is not known it refuses.",
            "While an update runs it is sent only if that is confirmed at a terminal; with --yes it ends with 4.",
        ),
        function=("deleting", "delete_stack"),
    ),
    Command(
        "open",
        "Explore a state without a cloud: read-only, no token, no network.",
        (
            Operand(
                "file",
                "FILE",
                "An export, a checkpoint (also .gz) or an answer of resources/latest; - is standard input",
                complete="files",
            ),
        ),
        (Option("ascii", ("--ascii",), "Draw with ASCII characters only"),),
        ("For example: pulumi stack export | stacktui open -",),
    ),
    Command(
        "whoami",
        "Tell who one is, where, and which setting said so.",
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
        "Print the completion script of a shell.",
        (Operand("shell", "SHELL", "bash, zsh or fish", complete="shells"),),
        (),
        (
            'bash: eval "$(stacktui completion bash)"   zsh: the same with zsh, after compinit   '
            "fish: stacktui completion fish | source",
            "Names come from what `stacktui ls` and the screen saw last, kept 0600 in the cache folder.",
        ),
    ),
)
BY_NAME = {command.name: command for command in (EXPLORE, *COMMANDS)}


def options_of(command: Command) -> tuple[Option, ...]:
    """Its own options, then those common to all commands."""
    return (*command.options, *COMMON)
