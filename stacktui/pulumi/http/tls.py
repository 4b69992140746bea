"""The trusted certificates: the system's, as for the pulumi CLI, or those set in the environment.

See security.md A6. Building a context reads files for some 30 ms: do it off the event loop.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from stacktui.files.typed_paths import is_folder
from stacktui.pulumi.errors import TlsFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


def ssl_context(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Build the context for connections to the backend.

    Args:
        environ: SSL_CERT_FILE and SSL_CERT_DIR replace the system's certificates, as in OpenSSL and Go; so does
            REQUESTS_CA_BUNDLE, a file or folder, for users who have set it for other programs.

    Raises:
        TlsFailed: a variable names something that does not exist or contains no certificate.
    """
    named = [(variable, Path(environ[variable])) for variable in _VARIABLES if environ.get(variable)]
    if not named:
        return _system_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for variable, path in named:
        _load(context, variable, path)
    return context


def _system_context() -> ssl.SSLContext:
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _load(context: ssl.SSLContext, variable: str, path: Path) -> None:
    try:
        if is_folder(path):
            os.listdir(path)  # noqa: PTH208 - raises when it may not be read, which OpenSSL would not
            context.load_verify_locations(capath=str(path))
        else:
            context.load_verify_locations(cafile=str(path))
    except (OSError, ssl.SSLError) as error:
        reason = "contains no certificate" if isinstance(error, ssl.SSLError) else error.strerror or "cannot be read"
        raise TlsFailed(
            f"{variable} is set to `{path}`, which cannot be used: {reason}.",
            hint=f"Correct {variable} or unset it to use the system's certificates.",
        ) from error
