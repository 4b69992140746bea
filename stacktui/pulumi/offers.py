"""The features that a backend supports or lacks, learned from its responses in this session."""

from __future__ import annotations

from enum import StrEnum


class Feature(StrEnum):
    """Endpoints that a server may lack; the value names what requires them."""

    CREATE = "creating stacks"
    TRANSFER = "transferring stacks"
    DELETE = "deleting stacks"
    COUNT = "counting resources"
    METADATA = "reporting the metadata of stacks"
    REFERENCES = "listing references"
    EXPORT_OF_VERSION = "exporting a version"


class Offers:
    """The features of one backend; what was not seen yet is unknown."""

    def __init__(self) -> None:
        self._lacking: dict[tuple[Feature, str], int] = {}

    def of(self, feature: Feature | None, organization: str = "") -> bool | None:
        """Whether a feature is supported in an organization; None if unknown. No feature is always supported."""
        if feature is None:
            return True
        return False if self.lack_of(feature, organization) is not None else None

    def saw_lack(self, feature: Feature | None, organization: str = "", *, status: int = 404) -> None:
        """Record that an endpoint is missing, in one organization or, if that is empty, everywhere."""
        if feature is not None:
            self._lacking[feature, organization] = status

    def lack_of(self, feature: Feature, organization: str = "") -> int | None:
        """The status with which the server reported that it lacks a feature; None if it did not."""
        return self._lacking.get((feature, organization), self._lacking.get((feature, "")))
