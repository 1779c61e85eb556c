"""Names, addresses and redirects against real sockets: nothing inside is ever reached, and the
name stays the name.

Public addresses lead to one server on loopback (`Streets`); what was connected to and asked is
written down.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import httpcore
import pytest

from policy.model import Outcome
from tests.contracts.fault_server import FaultServer, Script, Streets, page, serving
from watcher.answers import Ask, Failure, Fetched, Limits
from watcher.connect import GuardedBackend
from watcher.fetch import Fetcher, GuardedTransport

PUBLIC, OTHER = "93.184.216.34", "151.101.1.195"
GOOD = page(b"<html><p>We mill.</p></html>")
Names = dict[str, list[tuple[str, ...]]]


def redirect(location: str, status: int = 302) -> bytes:
    return page(b"", status=f"{status} Moved", headers=[f"Location: {location}"])


class World:
    """A fetcher whose names resolve as a test says, each list of addresses once and the last for
    ever.
    """

    def __init__(self, port: int, names: Names) -> None:
        self.names = {name: list(answers) for name, answers in names.items()}
        self.looked_up: list[str] = []
        self.streets = Streets(port)
        backend = GuardedBackend(resolve=self.resolve, dial=self.streets)
        self.transport = GuardedTransport(backend)
        self.fetcher = Fetcher("test", limits=Limits(total_s=3), transport=self.transport)

    async def resolve(self, host: str, port: int) -> tuple[str, ...]:
        self.looked_up.append(host)
        if host not in self.names:
            raise OSError("no such name")
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


async def fetched(
    url: str,
    names: Names | None = None,
    answer: Callable[[str], Script] = lambda _: [GOOD],
    times: int = 1,
) -> tuple[list[Fetched | Failure], World, list[tuple[str, dict[str, str]]]]:
    """Fetch `url` so many times, closing in between; the answers, the world, and the server's
    requests.
    """
    async with serving(answer) as server:
        world = World(server.port, names or {"mill.example": [(PUBLIC,)]})
        answers = []
        for _ in range(times):
            answers.append(await world.fetcher.fetch(Ask(url)))
            await world.transport.aclose()
        await world.fetcher.aclose()
    return answers, world, server.requests


async def test_the_checked_address_is_connected_and_the_name_is_asked_once() -> None:
    (answer,), world, requests = await fetched("http://mill.example/privacy")

    assert isinstance(answer, Fetched)
    assert world.streets.connected == [PUBLIC]
    assert world.looked_up == ["mill.example"]
    assert requests[0][1]["host"] == "mill.example"


@pytest.mark.parametrize(
    "addresses",
    [
        ("10.0.0.5",),
        ("169.254.169.254",),
        ("::1",),
        (PUBLIC, "10.0.0.1"),
        ("203.0.113.9", PUBLIC),
        ("2606:4700:4700::1111", "fd00::1"),
        ("64:ff9b::a9fe:a9fe",),
    ],
)
async def test_one_inside_address_refuses_the_whole_name(addresses: tuple[str, ...]) -> None:
    (answer,), world, _ = await fetched("http://mill.example/", {"mill.example": [addresses]})

    assert isinstance(answer, Failure)
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, "forbidden_address")
    assert world.streets.connected == []


async def test_a_name_that_turns_inside_between_two_fetches_is_refused() -> None:
    names: Names = {"mill.example": [(PUBLIC,), ("127.0.0.1",)]}

    answers, world, _ = await fetched("http://mill.example/", names, times=2)

    assert isinstance(answers[0], Fetched)
    assert isinstance(answers[1], Failure)
    assert world.streets.connected == [PUBLIC]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/",
        "//127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://127.0.0.1\\@mill.example/",
        "file:///etc/passwd",
        "http://user:pw@mill.example/",
        "javascript:alert(1)",
        "http://xn--/",
        "http://mill.example:99999/",
        "http://\xff\xfe/",
        "\r\nX-Injected: 1",
        "http://inside.example/",
        "http://mill.example:22/",
    ],
)
async def test_a_redirect_to_a_forbidden_place_is_refused(location: str, status: int) -> None:
    names: Names = {"mill.example": [(PUBLIC,)], "inside.example": [("192.168.1.1",)]}

    (answer,), world, requests = await fetched(
        "http://mill.example/", names, lambda _: [redirect(location, status)]
    )

    assert isinstance(answer, Failure)
    assert answer.outcome is Outcome.REFUSED
    assert len(requests) == 1
    assert world.streets.connected == [PUBLIC]


@pytest.mark.parametrize("next_place", ["/", "{n}"])
async def test_endless_redirects_end(next_place: str) -> None:
    asked = 0

    def answer(path: str) -> Script:
        nonlocal asked
        asked += 1
        return [redirect(next_place.replace("{n}", f"/{asked}"))]

    (found,), _, requests = await fetched("http://mill.example/", answer=answer)

    assert isinstance(found, Failure)
    assert found.reason == "too_many_redirects"
    assert len(requests) == 6


async def test_a_lasting_redirect_is_followed_and_remembered_as_moved() -> None:
    steps = {
        "/old": [redirect("/new", 301)],
        "/new": [redirect("/now", 308)],
        "/now": [redirect("/today", 302)],
        "/today": [GOOD],
    }

    (answer,), _, _ = await fetched("http://mill.example/old", answer=lambda path: steps[path])

    assert isinstance(answer, Fetched)
    assert answer.final_url == "http://mill.example/today"
    assert answer.moved_to == "http://mill.example/now"


async def test_nothing_of_ours_and_no_cookie_follows_to_another_host() -> None:
    names: Names = {"mill.example": [(PUBLIC,)], "other.example": [(OTHER,)]}
    steps = {
        "/": [
            page(
                b"",
                status="302 Found",
                headers=["Location: http://other.example/there", "Set-Cookie: a=b; Path=/"],
            )
        ],
        "/there": [GOOD],
    }

    (answer,), world, requests = await fetched(
        "http://mill.example/", names, lambda path: steps[path]
    )

    assert isinstance(answer, Fetched)
    assert world.streets.connected == [PUBLIC, OTHER]
    assert not {"cookie", "authorization"} & set(requests[1][1])


async def test_proxies_and_passwords_of_the_environment_are_ignored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / ".netrc").write_text("machine mill.example login a password b")
    monkeypatch.setenv("HOME", str(tmp_path))

    (answer,), _, requests = await fetched("http://mill.example/")

    assert isinstance(answer, Fetched)
    assert "authorization" not in requests[0][1]


async def test_a_page_that_refreshes_itself_elsewhere_is_not_followed() -> None:
    body = page(b"<meta http-equiv=refresh content='0;url=http://127.0.0.1/'>")

    (answer,), _, requests = await fetched("http://mill.example/", answer=lambda _: [body])

    assert isinstance(answer, Fetched)
    assert len(requests) == 1


async def test_a_certificate_nobody_vouches_for_is_an_error_of_tls(tmp_path: Path) -> None:
    answer, server, _ = await fetched_over_tls(tmp_path, "https://mill.example/", trusted=False)

    assert isinstance(answer, Failure)
    assert (answer.outcome, answer.reason) == (Outcome.UNREACHABLE, "tls_error")
    assert server.requests == []


async def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    answer, server, _ = await fetched_over_tls(tmp_path, "https://other.example/")

    assert isinstance(answer, Failure)
    assert answer.reason == "tls_error"
    assert server.requests == []


async def test_over_tls_the_name_stays_the_name_whatever_the_address(tmp_path: Path) -> None:
    answer, server, asked_for = await fetched_over_tls(tmp_path, "https://mill.example/privacy")

    assert isinstance(answer, Fetched)
    assert asked_for == ["mill.example"]
    assert server.requests[0][1]["host"] == "mill.example"
    assert answer.exchange["tls"].startswith("TLSv1.")
    assert len(answer.exchange["certificates"][0]) == 64


async def test_a_redirect_may_not_leave_tls(tmp_path: Path) -> None:
    plain = redirect("http://mill.example/privacy")

    answer, server, _ = await fetched_over_tls(tmp_path, "https://mill.example/", lambda _: [plain])

    assert isinstance(answer, Failure)
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, "forbidden_url")
    assert len(server.requests) == 1


async def fetched_over_tls(
    folder: Path,
    url: str,
    answer: Callable[[str], Script] = lambda _: [GOOD],
    *,
    trusted: bool = True,
) -> tuple[Fetched | Failure, FaultServer, list[str | None]]:
    """Fetch from a server whose certificate says mill.example; the names asked for in TLS."""
    chain, key = self_signed(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    asked_for: list[str | None] = []
    context.sni_callback = lambda _, name, __: asked_for.append(name)  # type: ignore[assignment]
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # the server's own complaint
    async with serving(answer, tls=context) as server:
        streets = Streets(server.port)

        async def resolve(host: str, port: int) -> tuple[str, ...]:
            return (PUBLIC,)

        trust = ssl.create_default_context(cafile=str(chain)) if trusted else None
        transport = GuardedTransport(GuardedBackend(resolve=resolve, dial=streets), trust)
        async with Fetcher("test", limits=Limits(total_s=3), transport=transport) as fetcher:
            found = await fetcher.fetch(Ask(url))
    return found, server, asked_for


async def test_what_is_posted_arrives_whole_and_no_redirect_is_followed() -> None:
    async with serving(lambda _: [redirect("http://other.example/", 307)]) as server:
        world = World(server.port, {"mill.example": [(PUBLIC,)], "other.example": [(OTHER,)]})

        answer = await world.fetcher.post(
            "http://mill.example/told", b'{"a":1}', {"Content-Type": "application/json"}
        )
        await world.fetcher.aclose()

    assert isinstance(answer, Fetched)
    assert answer.status == 307
    assert server.bodies == [b'{"a":1}']
    assert server.requests[0][1]["content-type"] == "application/json"
    assert world.streets.connected == [PUBLIC]


@pytest.mark.parametrize(
    ("url", "address"),
    [("http://mill.example/", "10.0.0.8"), ("http://127.0.0.1/", ""), ("file:///etc/passwd", "")],
)
async def test_nothing_is_posted_to_a_place_inside(url: str, address: str) -> None:
    async with serving(lambda _: [GOOD]) as server:
        world = World(server.port, {"mill.example": [(address,)]})

        answer = await world.fetcher.post(url, b"{}", {})

    assert isinstance(answer, Failure)
    assert answer.outcome is Outcome.REFUSED
    assert world.streets.connected == []


async def test_a_name_without_address_is_unreachable() -> None:
    (answer,), _, _ = await fetched("http://nowhere.example/", {})

    assert isinstance(answer, Failure)
    assert (answer.outcome, answer.reason) == (Outcome.UNREACHABLE, "no_address")


async def test_a_connection_is_used_again_and_a_dead_one_replaced() -> None:
    async with serving(lambda _: [GOOD]) as server:
        world = World(server.port, {"mill.example": [(PUBLIC,)]})
        for _ in range(3):
            assert isinstance(await world.fetcher.fetch(Ask("http://mill.example/")), Fetched)
        assert server.connections == 1
        await world.fetcher.aclose()


async def test_no_local_socket_is_ever_opened() -> None:
    backend: httpcore.AsyncNetworkBackend = GuardedBackend()

    with pytest.raises(Exception, match="a local socket"):
        await backend.connect_unix_socket("/var/run/docker.sock")


def self_signed(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate of our own making, for mill.example or these names."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mill.example")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in names or ("mill.example",)]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret
