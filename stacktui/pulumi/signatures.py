"""The signatures by which Pulumi marks special values in JSON (sdk/go/common/resource/sig)."""

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key whose value is the kind of a special value."""
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  # a signature, the same in every state
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e"
BYTE_STRING = "803fd3297a5875dc03ca845dda5d2a98"
SPECIAL_FLOAT = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The plain string for an unknown value."""
