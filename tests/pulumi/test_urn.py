"""URNs and type tokens, including unusual ones from real states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.pulumi.urn import Urn, parse_type_token, parse_urn, split_provider_reference


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("urn:pulumi:prod::shop::aws:s3/bucket:Bucket::logs", Urn("prod", "shop", "aws:s3/bucket:Bucket", "logs")),
        ("urn:pulumi:prod::shop::a$b::name", Urn("prod", "shop", "a$b", "name")),
        ("urn:pulumi:prod::shop::t::a::b $ \n ü", Urn("prod", "shop", "t", "a::b $ \n ü")),
        ("urn:pulumi:::::::", Urn("", "", "", "")),
        ("urn:pulumi:::::::::", Urn("", "", "", "::")),
        ("urn:pulumi:a::b::c::", Urn("a", "b", "c", "")),
    ],
)
def test_a_urn_splits_at_its_first_three_separators_only(text: str, expected: Urn) -> None:
    assert parse_urn(text) == expected


@pytest.mark.parametrize(
    "text", ["", "urn-1", "urn:pulumi:", "urn:pulumi:a::b::c", "URN:PULUMI:a::b::c::d", "a::b::c::d"]
)
def test_what_is_no_urn_is_none(text: str) -> None:
    assert parse_urn(text) is None


def test_the_type_is_what_follows_the_last_dollar() -> None:
    urn = Urn("s", "p", "eks:index:Cluster$awsx:ec2:Vpc$aws:ec2/subnet:Subnet", "a")
    assert urn.type == "aws:ec2/subnet:Subnet"


@pytest.mark.requirement("E4")
@given(st.text())
def test_reading_a_urn_never_fails_and_writes_back_what_it_read(text: str) -> None:
    assert parse_urn(text) is None or str(parse_urn(text)) == text
    whole = f"urn:pulumi:a::b::c::{text}"
    assert str(parse_urn(whole)) == whole


@pytest.mark.parametrize(
    ("token", "short"),
    [
        ("aws:s3/bucket:Bucket", "aws:s3:Bucket"),
        ("aws:s3/bucketV2:BucketV2", "aws:s3:BucketV2"),
        ("eks:index:Cluster", "eks:Cluster"),
        ("random:index/randomPassword:RandomPassword", "random:RandomPassword"),
        ("kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:Deployment"),
        ("kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v3:Chart"),
        ("pulumi:pulumi:Stack", "pulumi:pulumi:Stack"),
        ("pulumi:providers:aws", "pulumi:providers:aws"),
        ("component", "component"),
        ("pkg:Type", "pkg:Type"),
        ("a:b:c:d", "a:b:c:d"),
        ("", ""),
        ("::", ""),
    ],
)
def test_a_type_is_shortened_as_the_cli_does(token: str, short: str) -> None:
    assert parse_type_token(token).short == short


@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("aws:s3/bucket:Bucket", ("aws", "s3/bucket", "Bucket")),
        ("pkg:Type", ("pkg", "", "Type")),
        ("a:b:c:d", ("a", "b:c", "d")),
        ("odd", ("", "", "odd")),
    ],
)
def test_the_first_colon_ends_the_package_and_the_last_begins_the_name(token: str, parts: tuple[str, ...]) -> None:
    assert parse_type_token(token) == parts


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("urn:pulumi:a::b::pulumi:providers:aws::x::1f0", ("urn:pulumi:a::b::pulumi:providers:aws::x", "1f0")),
        ("urn::", ("urn", "")),
        ("bare", ("bare", "")),
        ("", ("", "")),
    ],
)
def test_a_provider_reference_splits_at_its_last_separator(reference: str, parts: tuple[str, str]) -> None:
    assert split_provider_reference(reference) == parts
