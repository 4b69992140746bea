"""Sends a request and reads its answer, as often as needed: slots, deadlines, retries, caps, what a failure means.

It uses httpx's transport without httpx's client, whose cookies, redirects, hooks and unlimited decoding are forbidden
by security.md §4 and §6. Import it off the event loop: httpx takes 60 ms.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from stacktui.files.threads import in_background
from stacktui.files.tracebacks import drop_locals
from stacktui.pulumi.errors import (
    AnswerLost,
    ConnectionFailed,
    DeadlineExceeded,
    NotJson,
    Outcome,
    PulumiError,
    RateLimited,
    UnusableAnswer,
    WrongShape,
)
from stacktui.pulumi.http.bodies import BodyReader, BrokenEncoding, Caps, CutEncoding
from stacktui.pulumi.http.conditions import Conditions, Retrying
from stacktui.pulumi.http.connection import Connection, build_request
from stacktui.pulumi.http.exchange import Ask, Exchange, TransportOptions
from stacktui.pulumi.http.faults import CAUGHT, Endpoint, Failure, failure_of
from stacktui.pulumi.http.network import stream_of
from stacktui.pulumi.http.policy import Retry
from stacktui.pulumi.http.refusals import Asked, ErrorAnswer, failure_of_status
from stacktui.pulumi.http.slots import Priority, Slots

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import httpx

    from stacktui.pulumi.access_token import AccessToken

T = TypeVar("T")


_DOCUMENTED = frozenset({200, 204})
_MOST_HEADERS = 500


class _AttemptFailed(Exception):
    def __init__(self, failure: Failure, cause: Exception | None = None) -> None:
        super().__init__(failure.error.message)
        self.failure = failure
        failure.error.__cause__ = cause or failure.error.__cause__


@dataclass(slots=True)
class _Attempt:
    """The observations of one attempt."""

    attempt: int = 1
    handed_over: bool = False
    status: int | None = None
    request_id: str = ""
    received: int = 0
    resume: Callable[[], None] | None = None
    """Ends the pause that this attempt caused for others."""

    def exchange(self, ask: Ask, seconds: float, error: str) -> Exchange:
        return Exchange(ask.method, ask.path, self.status, seconds, self.received, self.request_id, self.attempt, error)


@dataclass(frozen=True, slots=True)
class _Reading(Generic[T]):
    """How to process a body."""

    decode: Callable[[bytes], T]
    conditions: Conditions
    may_be_empty: bool = False
    """The response to a write; it must also have a documented status."""
    scope: asyncio.Timeout | None = None
    """The deadline, which excludes waiting for a slot."""


class Transport:
    """Sends requests to one backend, over the network or the demo's transport."""

    def __init__(self, wiring: TransportOptions, connection: Connection) -> None:
        self._wiring = wiring
        self._redact = wiring.redact
        self._policy = wiring.policy
        self._http = connection.http
        self._endpoint = Endpoint(wiring.backend.place, connection.proxy, connection.unread_proxy)
        self._slots = Slots(wiring.policy.concurrency)
        self._scopes: set[asyncio.Timeout] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._closed = False

    async def aclose(self) -> None:
        """Cancel requests (they raise AnswerLost) and close every connection."""
        self._closed = True
        for scope in self._scopes:
            with contextlib.suppress(RuntimeError):  # it may be ending already
                scope.reschedule(asyncio.get_running_loop().time())
        await self._quiet.wait()
        await self._http.aclose()

    async def read(
        self, ask: Ask, token: AccessToken | None, decode: Callable[[bytes], T], conditions: Conditions
    ) -> T:
        """Send until there is a usable response, as often as the policy allows.

        Raises:
            PulumiError: of the last attempt.
        """
        last: PulumiError | None = None
        sighting = _Attempt()
        try:
            async with self._deadline(ask) as scope:
                for attempt in itertools.count(1):
                    sighting = _Attempt(attempt)
                    try:
                        return await self._attempt(ask, token, sighting, _Reading(decode, conditions, scope=scope))
                    except _AttemptFailed as failed:
                        drop_locals(failed, failed.failure.error)
                        failure = failed.failure
                    last = failure.error
                    wait = self._wait_after(failure, attempt, scope)
                    if wait is None:
                        raise last
                    self._report_wait(failure, attempt, wait, conditions)
                    await self._rest(wait, sighting, conditions)
        except TimeoutError:
            raise last or self._out_of_time(ask, sighting) from None
        raise AssertionError  # pragma: no cover - the loop has no end

    async def write(self, ask: Ask, token: AccessToken | None, decode: Callable[[bytes], T]) -> T:
        """Send exactly one request; the `outcome` of a raised error is what is known of the write.

        Raises:
            PulumiError: anything but a documented 2xx with a documented body.
        """
        sighting = _Attempt()
        try:
            async with self._deadline(ask):
                return await self._attempt(ask, token, sighting, _Reading(decode, Conditions(), may_be_empty=True))
        except _AttemptFailed as failed:
            drop_locals(failed, failed.failure.error)
            error = failed.failure.error
        except TimeoutError:
            error = self._out_of_time(ask, sighting)
        raise error

    @contextlib.asynccontextmanager
    async def _deadline(self, ask: Ask) -> AsyncIterator[asyncio.Timeout]:
        if self._closed:
            raise ConnectionFailed("stacktui is shutting down: no more requests are sent.")
        scope = asyncio.timeout(ask.deadline)
        self._scopes.add(scope)
        self._quiet.clear()
        try:
            async with scope:
                yield scope
        finally:
            self._scopes.discard(scope)
            if not self._scopes:
                self._quiet.set()

    def _out_of_time(self, ask: Ask, sighting: _Attempt) -> PulumiError:
        place = self._endpoint.place
        error: PulumiError
        if self._closed:
            error = AnswerLost(f"stacktui shut down before the response from {place} arrived.")
        else:
            error = DeadlineExceeded(
                f"{place} did not send a complete response within {ask.deadline:g} seconds.", hint="Try again."
            )
        if not sighting.handed_over:
            error.outcome = Outcome.NOT_SENT
        return error

    def _wait_after(self, failure: Failure, attempt: int, scope: asyncio.Timeout) -> float | None:
        """Seconds until the next attempt, or None if there is none."""
        if attempt >= self._attempts(failure):
            return None
        wait = self._policy.wait_before(attempt, failure.retry_after)
        ends = scope.when()
        return None if ends is not None and asyncio.get_running_loop().time() + wait >= ends else wait

    def _attempts(self, failure: Failure) -> int:
        return min(self._policy.attempts, failure.retry.attempts)

    def _report_wait(self, failure: Failure, attempt: int, wait: float, conditions: Conditions) -> None:
        is_asked_for = failure.retry_after > 0
        if is_asked_for:
            self._wiring.pauses.send(wait)
        if conditions.on_retry is not None:
            of = self._attempts(failure)
            conditions.on_retry(Retrying(attempt + 1, of, wait, failure.error, is_asked_for=is_asked_for))

    async def _rest(self, wait: float, sighting: _Attempt, conditions: Conditions) -> None:
        """Wait; the user can end the pause for all requests."""
        try:
            await asyncio.sleep(wait)
        except asyncio.CancelledError:
            if sighting.resume is not None and conditions.urgency.priority is Priority.INTERACTIVE:
                sighting.resume()
            raise

    def _slow_down(self, failure: Failure, sighting: _Attempt) -> None:
        """Pause after a rate limit: all requests if the server gave a time, otherwise only the non-interactive ones."""
        if isinstance(failure.error, RateLimited):
            least = Priority.INTERACTIVE if failure.retry_after > 0 else Priority.VISIBLE
            seconds = self._policy.wait_before(sighting.attempt, failure.retry_after)
            sighting.resume = self._slots.pause(seconds, least)

    async def _attempt(self, ask: Ask, token: AccessToken | None, sighting: _Attempt, reading: _Reading[T]) -> T:
        async with self._slot(reading):
            started = asyncio.get_running_loop().time()
            error = ""
            try:
                return await self._exchange(ask, token, sighting, reading)
            except _AttemptFailed as failed:
                error = type(failed.failure.error).__name__
                self._slow_down(failed.failure, sighting)
                raise
            except BaseException as raised:
                error = type(raised).__name__
                raise
            finally:
                if self._wiring.on_exchange:
                    seconds = asyncio.get_running_loop().time() - started
                    self._wiring.on_exchange(sighting.exchange(ask, seconds, error))

    @contextlib.asynccontextmanager
    async def _slot(self, reading: _Reading[T]) -> AsyncIterator[None]:
        """A slot; time spent waiting behind more urgent reads does not count for the deadline."""
        scope, now = reading.scope, asyncio.get_running_loop().time
        ends, asked = None if scope is None else scope.when(), now()
        if scope is not None and not self._closed:
            scope.reschedule(None)
        async with self._slots.take(reading.conditions.urgency):
            if scope is not None and ends is not None and not self._closed:
                scope.reschedule(ends + now() - asked)
            yield

    async def _exchange(self, ask: Ask, token: AccessToken | None, sighting: _Attempt, reading: _Reading[T]) -> T:
        try:
            request = build_request(ask, token, self._wiring)
            sighting.handed_over = True
            response = await self._http.handle_async_request(request)
            try:
                sighting.status = response.status_code
                sighting.request_id = self._redact.words(response.headers.get("X-Pulumi-Request-ID", ""))[:100]
                self._pass_warnings(response)
                body = await self._body(response, ask, sighting, reading)
            finally:
                await response.aclose()
        except CAUGHT as error:
            raise _AttemptFailed(failure_of(error, self._endpoint), error) from error
        return await self._decode(body, response, ask, reading)

    def _pass_warnings(self, response: httpx.Response) -> None:
        for text in map(self._redact.words, response.headers.get_list("X-Pulumi-Warning")):
            self._wiring.warnings.send(text)

    async def _body(self, response: httpx.Response, ask: Ask, sighting: _Attempt, reading: _Reading[T]) -> bytes:
        status = response.status_code
        place = self._endpoint.place
        if len(response.headers) > _MOST_HEADERS:
            raise _never(WrongShape(f"{place} answered with {len(response.headers)} headers.", status=status))
        if not 200 <= status < 300:
            raise _AttemptFailed(await self._refusal(response, ask, sighting))
        if reading.may_be_empty and status not in _DOCUMENTED:
            raise _never(
                WrongShape(f"{place} answered with status {status}, which is not expected here.", status=status)
            )
        caps = Caps(self._policy.wire_cap, self._policy.decoded_cap)
        try:
            reader = BodyReader(self._redact.words(response.headers.get("Content-Encoding", "")), caps)
            try:
                return await reader.read(stream_of(response), reading.conditions.on_progress, _length(response))
            finally:
                sighting.received = reader.received
        except BrokenEncoding as error:
            raise _AttemptFailed(
                Failure(error, Retry.ALWAYS if isinstance(error, CutEncoding) else Retry.ONCE)
            ) from error
        except UnusableAnswer as error:
            raise _never(error) from error

    async def _refusal(self, response: httpx.Response, ask: Ask, sighting: _Attempt) -> Failure:
        """The failure for an error status; an unreadable body does not change it."""
        body = b""
        caps = Caps(self._policy.error_cap, self._policy.error_cap)
        with contextlib.suppress(*CAUGHT, UnusableAnswer):
            reader = BodyReader(response.headers.get("Content-Encoding", ""), caps, cut=True)
            body = await reader.read(stream_of(response), None, None)
            sighting.received = reader.received
        answer = ErrorAnswer(
            response.status_code,
            self._redact.refusal(body),
            sighting.request_id,
            response.headers.get("Retry-After", ""),
            self._redact.words(response.headers.get("Location", "")),
        )
        asked = Asked(self._endpoint.place, ask.subject, self._wiring.console, ask.feature)
        return failure_of_status(answer, asked)

    async def _decode(self, body: bytes, response: httpx.Response, ask: Ask, reading: _Reading[T]) -> T:
        start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
        status = response.status_code
        if start.startswith(b"<") or "html" in response.headers.get("Content-Type", ""):
            sentence = f"{self._endpoint.place} answered with a web page instead of JSON."
            raise _never(NotJson(sentence, hint="A login page or proxy may be in front of it.", status=status))
        if not start and not reading.may_be_empty:
            raise _never(NotJson(f"{self._endpoint.place} returned an empty response.", status=status))
        redact: Callable[[bytes], bytes] = bytes if ask.is_verbatim else self._redact.answer
        try:
            if len(body) > self._policy.aside_above:
                # The thread takes the body out of its container: its own frame, which nobody clears, must not hold it.
                box = [body]
                return await in_background(lambda: reading.decode(redact(box.pop())))
            return reading.decode(redact(body))
        except UnusableAnswer as error:
            # Causes may contain the whole response: JSONDecodeError.doc, UnicodeDecodeError.object.
            error.__cause__ = error.__context__ = None
            raise _AttemptFailed(Failure(error, Retry.ALWAYS if isinstance(error, NotJson) else Retry.NEVER)) from None


def _never(error: PulumiError) -> _AttemptFailed:
    return _AttemptFailed(Failure(error, Retry.NEVER))


def _length(response: httpx.Response) -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isdecimal() and len(text) < 20 else None
