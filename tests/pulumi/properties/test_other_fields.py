"""Fields that stacktui does not know are shown as they are, and an ID that is a secret is not."""

from __future__ import annotations

import msgspec

from stacktui.presentation.resources.resource_detail import detail_lines
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.properties.other_fields import read_field
from stacktui.pulumi.properties.values import UnknownSpecial
from stacktui.pulumi.state.deployment import Resource
from tests.kit.clock import NOW
from tests.states import index_of, plaintext, raw, urn


def test_a_field_that_is_not_json_is_shown_as_such() -> None:
    assert isinstance(read_field(msgspec.Raw(b"{")), UnknownSpecial)
    assert read_field(msgspec.Raw(b"5")) == 5


def test_an_id_that_a_secret_of_the_resource_equals_is_masked_and_a_number_is_no_id() -> None:
    outputs = raw({"key": plaintext("s3cr3t-value"), "port": plaintext(5), "all": plaintext(["x", {"y": "z"}])})
    resource = Resource(urn("a"), "a:b:C", custom=True, id="s3cr3t-value", outputs=outputs)
    lines = [plain_text(line.line) for line in detail_lines(index_of(resource), 0, now=NOW)]
    assert not any("s3cr3t-value" in line for line in lines)
    assert any("a secret of this resource is the same" in line for line in lines)
