"""What a backend offers is unknown until it was seen to lack it, in one organization or everywhere."""

from __future__ import annotations

from stacktui.pulumi.offers import Feature, Offers


def test_what_was_seen_to_be_missing_is_not_offered_there() -> None:
    offers = Offers()
    offers.saw_lack(None)
    offers.saw_lack(Feature.COUNT, "acme")
    offers.saw_lack(Feature.TRANSFER, status=405)
    assert [offers.of(Feature.COUNT, name) for name in ("acme", "globex")] == [False, None]
    assert (offers.of(Feature.TRANSFER, "acme"), offers.lack_of(Feature.TRANSFER)) == (False, 405)
    assert offers.of(None) is True
