"""The definition of the company: users, organizations, projects, and special stacks."""

from __future__ import annotations

from typing import Final, NamedTuple

READ: Final = 101
WRITE: Final = 102
ADMIN: Final = 103


class Person(NamedTuple):
    """A user who runs updates."""

    login: str
    name: str
    email: str


class Organization(NamedTuple):
    """An organization of alice; `permission` is hers on its stacks."""

    login: str
    name: str
    role: str
    permission: int
    creates: bool
    """Whether she may create stacks there."""


class Project(NamedTuple):
    """A project and its stacks."""

    organization: str
    name: str
    shape: str
    stacks: str
    size: int
    """The number of resources of a production stack."""
    team: str
    description: str
    runtime: str = "nodejs"


ALICE: Final = Person("alice", "Alice Ng", "alice@acme.example")
PEOPLE: Final = (
    ALICE,
    Person("bob", "Bob Okafor", "bob@acme.example"),
    Person("carol", "Carol Lindström", "carol@acme.example"),
    Person("deniz", "Deniz Yılmaz", "deniz@acme.example"),
    Person("mei", "陳美", "mei@acme.example"),
    Person("acme-ci", "Acme CI", "ci@acme.example"),
)
ORGANIZATIONS: Final = (
    Organization("acme", "Acme Corporation", "admin", ADMIN, True),
    Organization("globex", "Globex", "stack-collaborator", READ, False),
    Organization("initech", "Initech GmbH", "member", WRITE, True),
)

_FOUR = "prod staging qa dev"
_THREE = "prod staging dev"
_REGIONS = "prod-us-east-1 prod-eu-west-1 prod-ap-southeast-2 staging dev"
_PEOPLE = f"{_FOUR} dev-alice dev-bob dev-carol dev-deniz"
_PULLS = " ".join(f"pr-{number}" for number in range(1804, 1848, 2))
_CUSTOMERS = "aurora baltic cedar delphi ember fjord garnet harbor indigo juniper kestrel lotus maple nimbus opal"
_SANDBOXES = "alice bob carol deniz kim lena mei omar tom yuki"
_OFFICES = "austin berlin cairo delhi dublin lagos lima oslo porto seoul tokyo warsaw"
_TRIAGE = (
    "corrupt cycle duplicate-urns every-flag features interrupted late-parents malformed no-root odd-values orphans "
    "secrets unicode views"
)

PROJECTS: Final = (
    Project("acme", "web-shop", "shop", _PEOPLE, 412, "storefront", "The shop that customers see"),
    Project("acme", "payments", "services", f"{_REGIONS} prod qa", 903, "payments", "Cards, wallets, refunds", "go"),
    Project("acme", "network", "network", _REGIONS + " prod", 64, "platform", "VPCs, peering, DNS"),
    Project("acme", "platform", "cluster", _REGIONS + " prod", 640, "platform", "Kubernetes and what runs on it"),
    Project("acme", "data-lake", "functions", _FOUR, 2500, "data", "Everything that was ever measured", "python"),
    Project("acme", "search", "services", _PEOPLE, 188, "discovery", "Search and suggestions", "go"),
    Project("acme", "recommendations", "functions", _FOUR, 96, "discovery", "People also bought", "python"),
    Project("acme", "identity", "services", _REGIONS, 240, "identity", "Sign-in, sessions, tokens", "go"),
    Project("acme", "billing", "services", _FOUR, 155, "payments", "Invoices and dunning", "dotnet"),
    Project("acme", "inventory", "services", _PEOPLE, 132, "supply", "What is where", "java"),
    Project("acme", "shipping", "services", _FOUR, 121, "supply", "Labels, carriers, tracking", "java"),
    Project("acme", "notifications", "functions", _PEOPLE, 88, "storefront", "Mail, push, SMS"),
    Project("acme", "analytics", "functions", _THREE, 74, "data", "Events and dashboards", "python"),
    Project("acme", "mobile-backend", "services", _PEOPLE, 210, "mobile", "What the apps talk to"),
    Project("acme", "marketing-site", "site", _THREE, 24, "storefront", "www.acme.example", "yaml"),
    Project("acme", "docs-site", "site", "prod preview", 19, "storefront", "docs.acme.example", "yaml"),
    Project("acme", "status-page", "site", "prod", 17, "platform", "status.acme.example", "yaml"),
    Project("acme", "observability", "cluster", _REGIONS, 330, "platform", "Metrics, logs, traces"),
    Project("acme", "ci-runners", "services", "prod-us-east-1 prod-eu-west-1", 90, "platform", "Build machines"),
    Project("acme", "iam-baseline", "functions", "prod security sandbox", 210, "security", "Accounts and guard rails"),
    Project("acme", "backups", "functions", "prod-us-east-1 prod-eu-west-1", 48, "platform", "Vaults and plans"),
    Project("acme", "fraud", "services", _FOUR, 143, "payments", "Scores for every order", "python"),
    Project("acme", "returns", "services", _PEOPLE, 77, "supply", "Sending things back"),
    Project("acme", "loyalty", "functions", _FOUR, 52, "storefront", "Points"),
    Project("acme", "feature-flags", "services", _THREE, 58, "platform", "Who sees what"),
    Project("acme", "email-templates", "site", _THREE, 31, "storefront", "How our letters look"),
    Project("acme", "cdn", "site", _FOUR, 45, "platform", "Edges"),
    Project("acme", "vault", "cluster", _THREE, 120, "security", "Secrets, for real"),
    Project("acme", "load-tests", "functions", "weekly nightly", 40, "platform", "Ten times the traffic"),
    Project("acme", "warehouse-iot", "google", _REGIONS, 166, "supply", "Scanners, belts, doors"),
    Project("acme", "ml-training", "google", _FOUR, 98, "data", "Models", "python"),
    Project("acme", "price-engine", "services", _PEOPLE, 115, "supply", "Prices by the minute", "go"),
    Project("acme", "legacy", "services", "prod qa uat", 61, "platform", "Do not touch", "dotnet"),
    Project("acme", "triage", "shop", _TRIAGE, 60, "platform", "States that went wrong, kept for study"),
    Project("acme", "sandbox", "functions", _SANDBOXES, 18, "platform", "Try it"),
    Project("acme", "web-shop-preview", "services", _PULLS, 44, "storefront", "One shop for every pull request"),
    Project("acme", "customer-sites", "site", _CUSTOMERS, 23, "storefront", "White label shops"),
    Project("initech", "branch-offices", "site", _OFFICES, 20, "infra", "A page for each office"),
    Project("initech", "tps-reports", "services", _FOUR, 140, "reports", "Cover sheets included", "java"),
    Project("initech", "network", "network", _REGIONS, 58, "infra", "Their VPCs"),
    Project("initech", "erp", "services", _REGIONS, 260, "erp", "Orders, stock, ledgers", "dotnet"),
    Project("initech", "hr-portal", "site", _THREE, 26, "hr", "Holidays"),
    Project("initech", "payroll", "services", _FOUR, 118, "hr", "Salaries", "java"),
    Project("initech", "printers", "functions", "prod lab", 22, "infra", "PC load letter", "python"),
    Project("initech", "crm", "services", _PEOPLE, 132, "sales", "Who to call", "dotnet"),
    Project("initech", "reporting", "google", _FOUR, 84, "reports", "Numbers for the board", "python"),
    Project("initech", "sso", "services", _THREE, 66, "infra", "One password", "go"),
    Project("initech", "sandbox", "functions", "alice alice-2 bob milton peter samir", 14, "infra", "For trying"),
    Project("initech", "intranet", "cluster", _FOUR, 150, "infra", "Lunch menus and more"),
    Project("globex", "reactor", "google", _REGIONS, 220, "energy", "Telemetry only, they say", "go"),
    Project("globex", "hammock-shop", "shop", _FOUR, 180, "retail", "Hammocks of all sizes"),
    Project("globex", "weather", "google", _THREE, 75, "research", "Forecasts", "python"),
    Project("globex", "network", "network", _REGIONS, 61, "infra", "Their VPCs"),
    Project("globex", "experiments-実験", "functions", "α-test κόσμος 試験 🚀-launch", 18, "research", "Odd names"),
    Project("globex", "ledger", "services", _PEOPLE, 97, "finance", "Money"),
    Project("globex", "kiosk", "site", "prod staging store-001 store-002 store-003 store-004", 21, "retail", "Screens"),
    Project("globex", "partners", "services", _FOUR, 88, "retail", "APIs for others", "java"),
)  # fmt: skip
