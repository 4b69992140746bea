from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.index.filter_line import OPEN_QUOTE, FilterMistake, MistakeKind
from stacktui.index.query import (
    CountTerm,
    Known,
    NameTerm,
    StackListPlan,
    StackQuery,
    StateTerm,
    TagTerm,
    parse_stack_query,
    suggest,
    with_organization,
    with_project,
    with_tag,
)
from stacktui.pulumi.stack import StackFilter


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("", StackQuery()),
        ("- org: tag: tag:= project: state:", StackQuery()),
        ("Pay -Legacy", StackQuery(words=("pay",), without_words=("legacy",))),
        ('"two words"', StackQuery(words=("two words",))),
        ('""', StackQuery()),
        (
            "org:Acme organization:b -org:c",
            StackQuery((NameTerm("Acme", False), NameTerm("b", False), NameTerm("c", True))),
        ),
        ("project:web", StackQuery(projects=(NameTerm("web", False),))),
        ("tag:env=prod", StackQuery(tags=(TagTerm("env", "prod", False),))),
        ("-tag:team=core", StackQuery(tags=(TagTerm("team", "core", True),))),
        ("tag:env", StackQuery(tags=(TagTerm("env", None, False),))),
        ("tag:env=", StackQuery(tags=(TagTerm("env", "", False),))),
        ("tag:=prod", StackQuery(tags=(TagTerm("", "prod", False),))),
        ('tag:note="a = b"', StackQuery(tags=(TagTerm("note", "a = b", False),))),
        ("state:never", StackQuery(states=(StateTerm("never", False),))),
        ("-is:updating", StackQuery(states=(StateTerm("running", True),))),
        ("resources:>100", StackQuery(counts=(CountTerm(101, None, False),))),
        ("resources:>=5", StackQuery(counts=(CountTerm(5, None, False),))),
        ("resources:<5", StackQuery(counts=(CountTerm(0, 4, False),))),
        ("-resources:<=5", StackQuery(counts=(CountTerm(0, 5, True),))),
        ("resources:=5 resources:7", StackQuery(counts=(CountTerm(5, 5, False), CountTerm(7, 7, False)))),
        ("resources:>", StackQuery()),
    ],
)
def test_a_line_is_understood(line: str, query: StackQuery) -> None:
    assert parse_stack_query(line) == query
    assert query.is_empty is (query == StackQuery())


@pytest.mark.parametrize(
    ("line", "mistake", "query"),
    [
        ("state:odd pay", FilterMistake(MistakeKind.NO_SUCH_STATE, "odd"), StackQuery(words=("pay",))),
        ("resources:many", FilterMistake(MistakeKind.NOT_A_COUNT, "many"), StackQuery()),
        ("foo:bar", FilterMistake(MistakeKind.NO_SUCH_FILTER, "foo"), StackQuery(words=("foo:bar",))),
        ('pay "open', OPEN_QUOTE, StackQuery(words=("pay", "open"))),
    ],
)
def test_what_is_not_understood_is_reported_and_the_rest_applies(
    line: str, mistake: FilterMistake, query: StackQuery
) -> None:
    assert parse_stack_query(line) == query._replace(mistakes=(mistake,))


@pytest.mark.requirement("E4")
@given(st.text(alphabet=st.sampled_from('ab:=-"\\ \n><5tagorgstate'), max_size=30))
def test_no_line_is_an_accident(line: str) -> None:
    query = parse_stack_query(line)
    assert query.plan() == parse_stack_query(line + " ").plan()


@pytest.mark.parametrize(
    ("line", "plan"),
    [
        ("", StackListPlan()),
        ("pay -legacy state:never", StackListPlan()),
        ("org:acme project:web", StackListPlan(StackFilter("acme", "web"))),
        ("org:a org:b", StackListPlan()),
        ("-org:a", StackListPlan()),
        ("tag:env=prod", StackListPlan(StackFilter("", "", "env", "prod"))),
        ("tag:=x", StackListPlan(StackFilter("", "", "", "x"))),
        (
            "org:acme tag:team tag:env=prod -tag:team=core",
            StackListPlan(
                StackFilter("acme", "", "env", "prod"),
                (StackFilter("acme", "", "team", None),),
                (StackFilter("acme", "", "team", "core"),),
            ),
        ),
        ("-tag:a", StackListPlan(StackFilter(), (), (StackFilter("", "", "a"),))),
    ],
)
def test_the_server_is_asked_what_it_can_filter(line: str, plan: StackListPlan) -> None:
    assert parse_stack_query(line).plan() == plan


def test_what_only_the_server_can_answer_is_asked_without_where() -> None:
    plan = parse_stack_query("org:acme tag:a project:web tag:b=c -tag:d x").plan()
    assert plan.tag_questions == (
        (StackFilter(tag_name="a"), StackFilter(tag_name="b", tag_value="c")),
        (StackFilter(tag_name="d"),),
    )
    assert parse_stack_query("org:acme x").plan().tag_questions == ((), ())


def test_the_order_and_repetition_of_tags_do_not_change_the_plan() -> None:
    assert parse_stack_query("tag:a tag:b=c tag:a x").plan() == parse_stack_query("tag:b=c tag:a").plan()


@pytest.mark.parametrize(("line", "sent"), [("org:ac", ""), ("org:ACME", "Acme"), ("org:Acme", "Acme"), ("org:x", "")])
def test_only_a_name_that_is_known_is_sent_in_its_own_spelling(line: str, sent: str) -> None:
    assert parse_stack_query(line).plan({"Acme", "Acme-labs"}).base.organization == sent


@pytest.mark.parametrize(
    ("line", "result"),
    [
        (with_organization("pay org:a -org:c", "b"), "pay org:b -org:c"),
        (with_organization("organization:a pay", ""), "pay"),
        (with_project("org:a", "two words"), 'org:a project:"two words"'),
        (with_project("org:a project:x", ""), "org:a"),
        (with_tag("tag:env=prod pay", "env", "qa"), "tag:env=qa pay"),
        (with_tag("-tag:env tag:env=x", "env"), "tag:env"),
        (with_tag("pay", "team", "core", negated=True), "pay -tag:team=core"),
        (with_tag("tag:a", "b", ""), "tag:a tag:b="),
        (with_tag("tag:a", ""), "tag:a"),
    ],
)
def test_a_picker_edits_its_term_and_keeps_the_rest(line: str, result: str) -> None:
    assert line == result


KNOWN = Known(("acme", "acme-labs"), ("web-shop", "payments", "two words"), (("env", ("prod", "qa")), ("empty", ())))


@pytest.mark.parametrize(
    ("line", "suggestions"),
    [
        ("", ("org:", "project:", "tag:", "state:never", "state:running", "state:updated", "resources:>")),
        ("pay ", ("org:", "project:", "tag:", "state:never", "state:running", "state:updated", "resources:>")),
        ("pro", ("project:",)),
        ("org:", ("org:acme", "org:acme-labs")),
        ("-org:lab", ("-org:acme-labs",)),
        ("project:two", ('project:"two words"',)),
        ("tag:", ("tag:env", "tag:empty")),
        ("tag:env", ("tag:env=",)),
        ("tag:empty", ()),
        ("tag:env=p", ("tag:env=prod",)),
        ("tag:env=", ("tag:env=prod", "tag:env=qa")),
        ("tag:other=", ()),
        ("is:n", ("state:never", "state:running")),
        ("foo:b", ()),
        ('""', ("org:", "project:", "tag:", "state:never", "state:running", "state:updated", "resources:>")),
    ],
)
def test_suggestions_come_from_what_is_known(line: str, suggestions: tuple[str, ...]) -> None:
    assert suggest(line, len(line), KNOWN) == suggestions
