"""What a backend offers and what it lacks, learnt from its answers and kept for the session."""

from __future__ import annotations

from enum import StrEnum


class Feature(StrEnum):
    """Endpoints that a server may lack; the value says what cannot be done without them."""

    CREATE = "creating stacks"
    TRANSFER = "transferring stacks"
    DELETE = "deleting stacks"
    COUNT = "counting resources"
    METADATA = "reporting the metadata of stacks"
    REFERENCES = "listing references"
    RESOURCES_OF_VERSION = "listing the resources of a version"


class Offers:
    """Of one backend; nothing is assumed: what was not seen yet is unknown."""

    def __init__(self) -> None:
        self._lacking: dict[tuple[Feature, str], int] = {}

    def of(self, feature: Feature | None, organization: str = "") -> bool | None:
        """Whether a feature is offered in an organization; None: not known. What needs no feature is offered."""
        if feature is None:
            return True
        return False if self.lack_of(feature, organization) is not None else None

    def saw_lack(self, feature: Feature | None, organization: str = "", *, status: int = 404) -> None:
        """There is no such endpoint, in one organization or, where that is empty, at all."""
        if feature is not None:
            self._lacking[feature, organization] = status

    def lack_of(self, feature: Feature, organization: str = "") -> int | None:
        """The status with which the server said that it lacks a feature; None where it never did."""
        return self._lacking.get((feature, organization), self._lacking.get((feature, "")))
