"""A command line that Pulumi kept in a state shows no value of its configuration."""

from __future__ import annotations

import pytest

from stacktui.pulumi.properties.suspicion import masked_command


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("", ""),
        ("pulumi up --yes --stack acme/shop/prod", "pulumi up --yes --stack acme/shop/prod"),
        ("pulumi up -c shop:dbPassword=s3cr3t -y", "pulumi up -c shop:dbPassword=[secret] -y"),
        ("pulumi up -cshop:key=s3cr3t", "pulumi up -cshop:key=[secret]"),
        ("pulumi up -c=shop:key=s3cr3t", "pulumi up -c=shop:key=[secret]"),
        ("pulumi up --config shop:key=two words --yes", "pulumi up --config shop:key=[secret] --yes"),
        ("pulumi up --config=shop:key=a=b -c x=c", "pulumi up --config=shop:key=[secret] -c x=[secret]"),
        ("pulumi up -c shop:key=", "pulumi up -c shop:key=[secret]"),
        ("pulumi up -c a=line\nbreak -y", "pulumi up -c a=[secret] -y"),
        ("pulumi login --token s3cr3t", "pulumi login --token=[secret]"),
        ("pulumi up https://bob:s3cr3t@git.example/x", "pulumi up [looks secret]"),
        ("pulumi up --config-file prod.yaml", "pulumi up --config-file prod.yaml"),
        ("pulumi up --secrets-provider passphrase", "pulumi up --secrets-provider passphrase"),
    ],
)
def test_values_are_masked(command: str, shown: str) -> None:
    assert masked_command(command) == shown
