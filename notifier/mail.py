"""The only SMTP client: a connection to one mail server, used again and again, and what was said.

A letter is handed over in steps, and how far it came is known: aiosmtplib raises the same error
for a connection lost before and after the final dot, and only the second one leaves a doubt.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import ssl
from dataclasses import dataclass, field

import aiosmtplib

from notifier.receipts import Receipt, Stage
from notifier.ways import Begin, Letter

CONNECT_TIMEOUT_S = 30.0
COMMAND_TIMEOUT_S = 60.0
ANSWER_TIMEOUT_S = (
    600.0  # RFC 5321, 4.5.3.2.6: after the final dot, so that slow relays leave no doubt
)
PER_CONNECTION = 100  # letters, then a new connection: some servers count
IDLE_S = 15.0
_FINAL_LINE = re.compile(rb"(?:\d{3}-[^\n]*\n)*\d{3}[^-\n]*\n")
_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server that carries our letters on, and how we speak to it."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    implicit_tls: bool = False
    starttls: bool | None = True  # required, never, or None: if it is offered
    hello: str = "localhost"
    tls: ssl.SSLContext | None = None
    exchanger: str = ""  # the name of a recipient's server whose address `host` is
    per_minute: float | None = None  # letters; None as fast as it takes them
    per_connection: int = PER_CONNECTION
    connect_timeout_s: float = CONNECT_TIMEOUT_S
    command_timeout_s: float = COMMAND_TIMEOUT_S
    answer_timeout_s: float = ANSWER_TIMEOUT_S

    @property
    def name(self) -> str:
        """Host and port, as receipts name it."""
        if self.exchanger:
            return f"{self.exchanger}[{self.host}]:{self.port}"
        return f"{self.host}:{self.port}"


class Line:
    """One connection to the relay, and what was said on it."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._client: aiosmtplib.SMTP | None = None
        self._greeting: list[str] = []
        self._said: list[str] = []
        self._carried = 0
        self._last_used = 0.0
        self._stage: Stage = "connect"
        self.was_stale = False

    @property
    def is_usable(self) -> bool:
        """Whether another letter may go over it."""
        alive = self._client is not None and self._client.is_connected
        return alive and self._carried < self._relay.per_connection

    async def carry(self, letter: Letter, begin: Begin) -> Receipt:
        """Try one letter. Whatever happens becomes a receipt that says how far it came."""
        self._said, self._stage, self.was_stale = [], "connect", False
        used_before = self._client is not None
        try:
            return await self._carry(letter, begin)
        except aiosmtplib.SMTPResponseException as answer:
            return self._receipt(answer.code, answer.message)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
            # Only a connection that slept may be replaced, and only before anything was taken.
            receipt = self._receipt(None, f"{type(error).__name__}: {error}")
            self.was_stale = used_before and receipt.stage == "sender"
            return receipt
        except ValueError as error:  # an address that cannot be said in SMTP
            return self._receipt(None, f"not sent: {error}")

    async def greet(self) -> str | None:
        """Connect as for a letter; what went wrong, in the server's words or ours."""
        try:
            await self._connected()
        except aiosmtplib.SMTPResponseException as answer:
            return f"it says {answer.code} {answer.message}"
        except TimeoutError:
            return f"no answer within {self._relay.connect_timeout_s:.0f} s"
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
            return str(error) or type(error).__name__
        return None

    async def _carry(self, letter: Letter, begin: Begin) -> Receipt:
        client = await self._connected()
        self._stage = "sender"
        answer = await self._say(client, b"MAIL", f"FROM:<{letter.sender}>")
        if answer.code != 250:
            return await self._give_up(client, answer)
        self._stage = "recipient"
        answer = await self._say(client, b"RCPT", f"TO:<{letter.recipient}>")
        if answer.code not in (250, 251):
            return await self._give_up(client, answer)
        if not await begin():
            receipt = await self._give_up(client, answer)
            return Receipt(receipt.stage, receipt.relay, given_back=True)
        self._stage = "data"
        answer = await self._say(client, b"DATA")
        if answer.code != 354:
            return await self._give_up(client, answer)
        self._stage = "body"
        answer = await self._hand_over(client, letter.data)
        self._carried += 1
        return self._receipt(answer.code, answer.message)

    async def _connected(self) -> aiosmtplib.SMTP:
        """The open connection, or a new one: greeted, encrypted and signed in as set."""
        now = asyncio.get_running_loop().time()
        if self._client is not None and now - self._last_used < IDLE_S:
            return self._client
        if self._client is not None:
            await self.hang_up()
        client, greeting, tls_words = await self._opened()
        self._client, self._carried = client, 0
        self._greeting = [
            f"* connected to {self._relay.name}, {tls_words}",
            f"< 220 {greeting}",
        ]
        return client

    async def _opened(self) -> tuple[aiosmtplib.SMTP, str, str]:
        """A new connection. Where encryption is taken if it is offered, one that fails is left out,
        and the transcript says so.
        """
        relay = self._relay
        if relay.starttls is not None:
            return await self._greeted(starttls=relay.starttls)
        try:
            return await self._greeted(starttls=None)
        except _TlsFailedError as error:
            client, greeting, _ = await self._greeted(starttls=False)
            return client, greeting, f"not encrypted ({error})"

    async def _greeted(self, *, starttls: bool | None) -> tuple[aiosmtplib.SMTP, str, str]:
        relay = self._relay
        client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            local_hostname=relay.hello,
            timeout=relay.connect_timeout_s,
            use_tls=relay.implicit_tls,
            start_tls=False,  # we do it ourselves, and look at what comes with the answer
            tls_context=relay.tls,
        )
        try:
            async with asyncio.timeout(relay.connect_timeout_s):  # a byte a second has to end, too
                greeting = await client.connect()
                await client.ehlo()
                if starttls or (starttls is None and client.supports_extension("starttls")):
                    await self._encrypted(client)
                    await client.ehlo()
                if relay.user:
                    await client.login(relay.user, relay.password or "")
        except BaseException:
            client.close()
            raise
        return client, greeting.message, _tls_words(client)

    async def _encrypted(self, client: aiosmtplib.SMTP) -> None:
        """Begin TLS. Whatever stands in plain text behind the server's answer was put there by
        somebody else (RFC 3207, 6): then nothing is sent.
        """
        protocol = client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("connection lost before STARTTLS")
        plain, take = bytearray(), protocol.data_received

        def watch(data: bytes) -> None:
            plain.extend(data)
            take(data)

        protocol.data_received = watch  # type: ignore[method-assign]  # the client drops the rest unseen
        try:
            await client.starttls(
                tls_context=self._relay.tls, server_hostname=self._relay.exchanger or None
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            if self._relay.starttls is None:
                raise _TlsFailedError(f"STARTTLS failed: {error}"[:200]) from error
            raise
        finally:
            protocol.data_received = take  # type: ignore[method-assign]
        if _FINAL_LINE.sub(b"", bytes(plain), count=1):
            raise aiosmtplib.SMTPException("plain text came between STARTTLS and encryption")

    async def _say(
        self, client: aiosmtplib.SMTP, verb: bytes, rest: str = ""
    ) -> aiosmtplib.SMTPResponse:
        """One command and its answer, both kept."""
        arguments = (verb, rest.encode("ascii")) if rest else (verb,)
        self._said.append(f"> {verb.decode()} {rest}".rstrip())
        async with asyncio.timeout(self._relay.command_timeout_s):
            answer = await client.execute_command(*arguments)
        self._said.append(f"< {answer.code} {answer.message}")
        self._last_used = asyncio.get_running_loop().time()
        return answer

    async def _hand_over(self, client: aiosmtplib.SMTP, data: bytes) -> aiosmtplib.SMTPResponse:
        """The bytes and the final dot, in one write; from here on a lost answer is a doubt."""
        protocol = client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("connection lost before the message")
        self._said.append(f"> ({len(data)} bytes)")
        protocol.write(_DOT.sub(b"..", data) + b".\r\n")
        answer = await protocol.read_response(timeout=self._relay.answer_timeout_s)
        self._said.append(f"< {answer.code} {answer.message}")
        return answer

    async def _give_up(self, client: aiosmtplib.SMTP, answer: aiosmtplib.SMTPResponse) -> Receipt:
        """Leave the connection fit for the next letter: one refusal never blocks the others."""
        receipt = self._receipt(answer.code, answer.message)
        try:
            async with asyncio.timeout(self._relay.command_timeout_s):
                await client.execute_command(b"RSET")
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            client.close()
        return receipt

    def _receipt(self, code: int | None, text: str) -> Receipt:
        if code is None or not 200 <= code <= 599:  # no answer, or words that are no SMTP
            self._said.append(f"* {text}")
            self._drop()
        return Receipt(
            self._stage, self._relay.name, code, text, "\n".join([*self._greeting, *self._said])
        )

    def _drop(self) -> None:
        """Close without a word: after a doubt nothing more may be said on this connection."""
        if self._client is not None:
            self._client.close()
        self._client = None

    async def hang_up(self) -> None:
        """Quit politely; whether the server heard it does not matter."""
        if self._client is not None and self._client.is_connected:
            try:
                async with asyncio.timeout(5):
                    await self._client.quit()
            except (aiosmtplib.SMTPException, OSError, TimeoutError):
                pass
        self._drop()


class _TlsFailedError(Exception):
    """Encryption was offered and could not be made."""


def _tls_words(client: aiosmtplib.SMTP) -> str:
    """Version, cipher and the server's certificate, for the transcript."""
    tls = client.get_transport_info("ssl_object")
    if tls is None:
        return "not encrypted"
    certificate = tls.getpeercert(binary_form=True) or b""
    verified = "verified" if tls.context.verify_mode is ssl.CERT_REQUIRED else "not verified"
    print_ = hashlib.sha256(certificate).hexdigest()
    return f"{tls.version()} {tls.cipher()[0]}, certificate sha256 {print_}, {verified}"
