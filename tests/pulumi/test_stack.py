"""A stack's full name, parsed and formatted."""

from __future__ import annotations

import pytest

from stacktui.pulumi.stack import Organization, StackIdentifier, StackReference


def test_a_full_name_is_read_and_written_back() -> None:
    stack = StackIdentifier.parse(" acme/web-shop/prod ")
    assert stack == StackIdentifier("acme", "web-shop", "prod")
    assert str(stack) == "acme/web-shop/prod"


@pytest.mark.parametrize("text", ["", "prod", "web/prod", "a/b/c/d", "a//c", "/b/c", "a/b/"])
def test_anything_but_three_parts_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="write organization/project/stack"):
        StackIdentifier.parse(text)


def test_stacks_sort_by_organization_project_and_name() -> None:
    names = ["b/a/a", "a/b/a", "a/a/b", "a/a/a"]
    assert [str(stack) for stack in sorted(map(StackIdentifier.parse, names))] == names[::-1]


def test_an_organization_without_a_login_goes_by_its_name() -> None:
    assert Organization(github_login="acme", name="ACME Inc").slug == "acme"
    assert Organization(name="acme").slug == "acme"


def test_a_reference_names_the_stack_at_its_other_end() -> None:
    assert str(StackReference("acme", "web", "prod", 3).identifier) == "acme/web/prod"
