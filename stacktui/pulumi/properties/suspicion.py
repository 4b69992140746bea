"""Detects strings that are probably secret although the state does not mark them.

States are known to leak this way (a plain input beside a secret output, provider bookkeeping, connection strings). A
match is shown as `[looks secret]`, and a setting turns this off (security.md, S5).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacktui.pulumi.properties.values import MASK
from stacktui.pulumi.signatures import UNKNOWN

if TYPE_CHECKING:
    from stacktui.pulumi.properties.values import PropertyValue

LOOKS_SECRET = "[looks secret]"  # noqa: S105  # the word that is shown instead of one

_word = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_secret_name = re.compile(
    r"(?:^|_)(?:password|passwd|pwd|pass|passphrase|secret|secrets|token|tokens|credential|credentials|kubeconfig"
    r"|kube_config|connection_string|(?:private|api|access|account|auth|shared|signing|encryption|secret|master|client|server|tls|ssl|storage|session"
    r"|deploy|consumer|webhook|hmac|jwt)_key"
    r"|apikey|privatekey|sas)(?:_(?:raw|value|data|plain|text|base|b|pem|json|string|env|var|prod|production|dev|stage|staging|test"
    r"|old|new|[0-9]+))*$"
)
_secret_value = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\."
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\b(?:gh[pousr]_\w{20}|github_pat_\w{20}|glpat-[\w-]{16}|xox[abprs]-[\w-]{10}|pul-[0-9a-f]{20}|AIza[\w-]{30})"
    r"|\b[sr]k_live_\w{10}"
    r"|[a-z]://[^/\s:@]{0,64}:[^/\s:@]{1,256}@"
    r"|\b(?:AccountKey|SharedAccessKey|Password|Pwd)=[^;\s]"
    r"|\bclient-key-data\b"
    r"|\b[Bb]earer [\w.~+/-]{16}"
    r"|(?m:^[ \t-]*(?:export +)?[\"']?[\w.-]*(?i:password|passwd|secret|token|api_?key)[\"']?[ \t]*[:=][ \t]*[^\s,{\[])"
    r"|(?m:^[ \t-]*kind:[ \t]*[\"']?Secret(?:List)?[\"']?[ \t]*$)"
)
_configured = re.compile(
    r"((?:^|(?<=\s))(?:(?:-c[ =]?|--config[ =])[^\s=]+|--?[\w-]*(?:token|password|passphrase|secret)(?=[= ])))"
    r"[= ].*?(?=\s--?[A-Za-z]|$)",
    re.DOTALL,
)
_references = ("arn:", "urn:pulumi:")
_no_secrets = frozenset({"", MASK, LOOKS_SECRET, UNKNOWN, "true", "false", "none", "null", "default"})


def masked_command(command: str) -> str:
    """A command line that was kept without its quotes: values of configuration masked, and what looks secret."""
    plain = _configured.sub(rf"\1={MASK}", command)
    return " ".join(LOOKS_SECRET if _secret_value.search(word) else word for word in plain.split(" "))


def looks_secret(key: str, value: PropertyValue) -> bool:
    """A heuristic on the end of the key or the form of the value; only text is considered."""
    if not isinstance(value, str) or value.lower() in _no_secrets:
        return False
    if _secret_value.search(value):
        return True
    if value.startswith(_references):
        return False
    return _secret_name.search("_".join(_word.findall(key)).lower()) is not None
