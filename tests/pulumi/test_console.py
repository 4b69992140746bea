"""Console links: only if the address is known or reported, never guessed."""

from __future__ import annotations

import pytest

from stacktui.pulumi.console import console_url, known_link, reauthentication_link, stack_link, update_link
from stacktui.pulumi.stack import Links, StackIdentifier, StackSummary


@pytest.mark.parametrize(
    ("backend", "domain", "console"),
    [
        ("https://api.pulumi.com", "", "https://app.pulumi.com"),
        ("https://api.pulumi.com/", "", "https://app.pulumi.com"),
        ("https://api.corp.example:8443/cloud", "", None),
        ("https://api.pulumi.corp.example", "", None),
        ("https://api.pulumi.com.evil.example", "", None),
        ("https://api.pulumi.com:8443", "", None),
        ("http://api.pulumi.com", "", None),
        ("http://localhost:8080", "", None),
        ("http://localhost:8080", "localhost:3000", "http://localhost:3000"),
        ("http://localhost:8081", "", None),
        ("https://pulumi.corp.example", "", None),
        ("https://pulumi.corp.example", "console.corp.example", "https://console.corp.example"),
        ("https://api.pulumi.com", "evil.example/x?y", None),
        ("https://api.pulumi.com", "me@evil.example", None),
        ("https://me@api.pulumi.com", "", None),
        ("file://~", "", None),
        ("https://[", "", None),
        ("", "", None),
    ],
)
def test_the_console_belongs_to_the_backend(backend: str, domain: str, console: str | None) -> None:
    assert console_url(backend, domain) == console


@pytest.mark.parametrize(
    ("console", "reported", "link"),
    [
        (None, None, None),
        (None, "", None),
        (None, "https://pulumi.corp.example/acme/web/prod?x=1", "https://pulumi.corp.example/acme/web/prod?x=1"),
        (None, "http://127.0.0.1:3000/acme/web/prod", "http://127.0.0.1:3000/acme/web/prod"),
        (None, "javascript:alert(1)", None),
        (None, "/acme/web/prod", None),
        (None, "https://pulumi.corp.example/\u202e", None),
        (None, "https://pulumi.corp.example/a b", None),
        (None, "https://me:secret@pulumi.corp.example/", None),
        ("https://app.pulumi.com", "https://evil.example/", "https://app.pulumi.com/acme/web/prod"),
    ],
)
def test_a_link_is_that_of_the_known_console_or_what_the_list_reports(
    console: str | None, reported: str | None, link: str | None
) -> None:
    stack = StackIdentifier("acme", "web", "prod")
    summary = StackSummary(*stack, links=Links(reported))
    assert known_link(console, stack, summary) == link
    assert known_link(None, stack, None) is None
    assert known_link(None, stack, StackSummary(*stack)) is None


@pytest.mark.requirement("T7")
def test_links_are_percent_encoded() -> None:
    stack = StackIdentifier("acme", "web shop", "a/b?\x1b#é")
    assert stack_link("https://app.pulumi.com", stack) == "https://app.pulumi.com/acme/web%20shop/a%2Fb%3F%1B%23%C3%A9"
    assert update_link("https://c", StackIdentifier("a", "b", "c"), 7) == "https://c/a/b/c/updates/7"
    assert reauthentication_link("https://c", "a/b") == "https://c/signin/sso/a%2Fb/reauth"


def test_a_name_that_is_no_unicode_still_makes_a_link() -> None:
    assert stack_link("https://c", StackIdentifier("a", "b", "x\ud800")) == "https://c/a/b/x%3F"
