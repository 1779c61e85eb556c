"""What commands answer, to people and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from storage import policies, successors
from storage.database import Database
from storage.successors import Successor
from tests.cli.conftest import Desk
from tests.stories.street import AFTER, SERVICES, Street

OLD = "<html lang='en'><main><h1>Terms</h1><p>1. You may cancel within 30 days.</p><p>We sell {} of what you write to us, and we keep it for as long as you have an account here.</p></main></html>"  # noqa: E501


def watch(desk: Desk, street: Street, name: str = "Brugwachter") -> str:
    """Watch one service of a street; return the policy's name."""
    service = next(one for one in SERVICES if one.name == name)
    desk.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")
    desk.set("WATCH__CONFIRM_AFTER", "0")
    desk.set("WATCH__MIN_DELAY", "0")
    words = ("add", street.url(service), "--service", service.name, "--type", "privacy statement")
    return str(desk.run(*words)["policy"])


def test_reading_tells_people_the_text_and_scripts_the_contract_s_json(
    installation: Desk, tmp_path: Path
) -> None:
    (tmp_path / "terms.html").write_text(OLD.format("nothing"))

    said = installation.command("read", "terms.html")
    form = installation.run("read", "terms.html")

    assert "You may cancel within 30 days." in said.stdout
    assert form["format"] == "clausewatch.reading/1"
    assert form["clauses"][0]["text"] == "Terms"


def test_an_address_is_read_like_a_file_and_refused_by_its_status(installation: Desk) -> None:
    installation.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")
    with Street() as street:
        here = installation.run("read", street.url(SERVICES[0]))
        gone = installation.run("read", f"http://127.0.0.1:{street.port}/nothing")
        shown = installation.command("read", f"http://127.0.0.1:{street.port}/nothing")
    away = installation.command("read", street.url(SERVICES[0]))

    assert "Brugwachter" in here["title"]
    assert gone["refused"]["reason"] == "gone"
    assert "Refused: gone" in shown.stdout
    assert away.returncode == 75


def test_comparing_tells_people_what_went_and_what_came(installation: Desk, tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text(OLD.format("nothing"))
    (tmp_path / "new.html").write_text(OLD.format("parts"))

    said = installation.command("compare", "old.html", "new.html")
    same = installation.command("compare", "old.html", "old.html")

    assert "[removed: nothing]" in said.stdout
    assert "[added: parts]" in said.stdout
    assert same.stdout == "Nothing differs.\n"


def test_a_page_s_escapes_never_reach_the_terminal(installation: Desk, tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text("Terms\n\nWe keep \x1b[31mnothing\x1b[0m of yours, ever.\n")

    said = installation.command("read", "terms.txt")

    assert "\x1b" not in said.stdout + said.stderr


def test_replaying_says_a_line_a_snapshot_and_a_summary(installation: Desk, tmp_path: Path) -> None:
    for day, sells in enumerate(("nothing", "nothing", "parts", "parts"), 1):
        (tmp_path / f"2026-03-0{day}T12-00-00Z.html").write_text(OLD.format(sells))
    (tmp_path / "notes.txt").write_text("passed over")

    said = installation.command("replay", ".", "--json")
    shown = installation.command("replay", ".")

    *looks, summary = map(json.loads, said.stdout.splitlines())
    assert [look["outcome"] for look in looks] == ["first", "same", "pending", "changed"]
    assert looks[3]["first_seen"] == "2026-03-03T12-00-00Z.html"
    assert (summary["snapshots"], summary["versions"]) == (4, 2)
    assert "4 snapshots, 2 versions" in shown.stdout


def test_from_declaring_to_the_life_of_a_clause(installation: Desk) -> None:
    with Street() as street:
        policy = watch(installation, street)
        nothing_yet = installation.command("diff", policy)
        installation.run("check")
        street.round = AFTER
        installation.run("check", policy)
        found = installation.command("check", policy, "--fail-on-change")

    assert "nothing to compare" in nothing_yet.stderr
    assert found.returncode == 5
    assert "changed" in found.stdout

    shown = installation.command("diff", policy)
    difference = installation.run("diff", policy, "1", "2")
    clause = difference["changes"][0]["new"]
    life = installation.command("history", policy, "--clause", f"{clause['address']}@2")
    history = installation.command("history", policy)
    audit = installation.run("audit")

    assert "[removed: acht]" in shown.stdout
    assert difference["change"] == f"{policy}.2"
    assert "acht weken" in life.stdout
    assert "tien weken" in life.stdout
    assert "pending" in history.stdout
    assert audit["summary"]["changes"] == 1
    assert installation.command("audit", "--csv").stdout.count(policy) == 1
    assert installation.command("audit", policy).returncode == 0
    assert installation.command("diff", policy, "1").returncode == 2
    assert installation.command("history", policy, "--clause", "nothing").returncode == 2


def test_a_policy_is_paused_changed_and_removed_and_keeps_its_history(
    installation: Desk,
) -> None:
    with Street() as street:
        policy = watch(installation, street, "Muurbloem")
        installation.run("check", policy)
        street.round = AFTER
        walled = installation.command("check", policy)

    assert walled.returncode == 4
    assert "bot_wall" in walled.stdout
    assert [row["policy"] for row in installation.run("policies", "--health")] == [policy]
    [review] = installation.run("policies", "--review")
    assert "refused" in {doubt["kind"] for doubt in review["doubts"]}
    assert "refused" in installation.command("policies", "--review").stdout

    installation.command("set", policy, "--accepted-by", "Ben", "--interval", "12h")
    installation.command("set", policy, "--url", "https://muurbloem.example/new")
    installation.command("pause", policy)

    assert installation.run("policies", "--review") == []
    [row] = installation.run("policies")
    assert (row["state"], row["urls"]) == ("paused", ["https://muurbloem.example/new"])
    assert "paused" in installation.command("policies").stdout
    assert installation.command("set", policy, "--interval", "soon").returncode == 2

    installation.command("resume", policy)
    installation.command("remove", policy)

    assert installation.run("policies") == []
    assert len(installation.run("history", policy)["looks"]) == 2


class Mover(BaseHTTPRequestHandler):
    """A site that moved its policy for good."""

    def do_GET(self) -> None:
        body = OLD.format("nothing").encode() if self.path == "/new" else b""
        self.send_response(200 if body else 404 if self.path == "/robots.txt" else 301)
        self.send_header("Location", "/new")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_lasting_redirect_is_shown_and_followed_when_told_so(installation: Desk) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mover)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_address[1]}"
    installation.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")
    words = ("add", f"{site}/old", "--service", "Mover", "--type", "Privacy Policy")
    policy = str(installation.run(*words)["policy"])
    installation.run("check", policy)
    server.shutdown()
    server.server_close()

    [before] = installation.run("policies")
    answer = installation.command("set", policy, "--follow-move")
    [after] = installation.run("policies")

    assert (before["urls"], before["moved_to"]) == ([f"{site}/old"], f"{site}/new")
    assert answer.stdout.strip() == f"{policy}: changed"
    assert after["urls"] == [f"{site}/new"]


def test_a_policy_without_a_version_is_audited_to_nothing(installation: Desk) -> None:
    with Street() as street:
        policy = watch(installation, street)

    audit = installation.run("audit", policy)

    assert audit["policies"][0]["verdicts"] == []
    assert installation.command("audit").returncode == 0


def test_a_person_can_be_exported_and_erased(installation: Desk) -> None:
    with Street() as street:
        policy = watch(installation, street)
    address = "ada@reader.example"
    installation.run("subscribe", address, policy, "--confirmed-by", "the test")

    kept = json.loads(installation.command("export", address).stdout)
    erased = installation.command("erase", address, "--yes")
    after = json.loads(installation.command("export", address).stdout)

    assert kept["subscriptions"][0]["consent"] == "the test"
    assert erased.returncode == 0
    assert after == {}
    assert installation.command("subscribe", address, policy, "--language", "xx").returncode == 2
    assert installation.command("subscribe", address).returncode == 2
    assert installation.command("subscribe", address, "--service", "Nobody").returncode == 2
    assert installation.command("export").returncode == 2


def test_a_test_message_is_sent(installation: Desk, tmp_path: Path) -> None:
    sent = installation.command("send-test", "ben@reader.example")
    installation.set("MAIL__URL", "smtp://127.0.0.1:1")
    away = installation.command("send-test", "ben@reader.example")

    assert sent.returncode == 0
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
    assert away.returncode == 75
    assert "did not take it" in away.stderr


def test_a_notice_period_is_counted_with_words(installation: Desk) -> None:
    shown = installation.command("deadline", "--period", "P8D", "--from", "2026-12-01T10:00")
    form = installation.run("deadline", "--period", "P8D", "--effective", "2026-12-21")

    assert "First effective day: 2026-12-10" in shown.stdout
    assert form["last_acceptance_day"] == "2026-12-12"
    for wrong in (
        ("--period", "P8X", "--effective", "2026-12-21"),
        ("--period", "P8D"),
        ("--period", "P8D", "--effective", "tomorrow"),
        ("--period", "P8D", "--from", "noon"),
    ):
        assert installation.command("deadline", *wrong).returncode == 2, wrong


def test_the_doctor_says_how_everything_stands(installation: Desk, tmp_path: Path) -> None:
    empty = installation.run("doctor")
    installation.run("policies")
    made = installation.run("doctor")
    installation.set("BASE_URL", "http://clausewatch.example")
    installation.set("MAIL__FROM", "notices@clausewatch.example")
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "tokens.key").write_text("short")
    broken = installation.command("doctor")
    installation.set("WATCH__MIN_DELAY", "soon")
    wrong = installation.command("doctor", "--json")

    assert {one["what"] for one in empty} >= {"packages", "settings", "disk", "database", "mail"}
    assert [one["grade"] for one in made if one["what"] == "database"] == ["ok"]
    assert broken.returncode == 4
    assert "tokens.key" in broken.stdout
    assert "is not https" in broken.stdout
    assert wrong.returncode == 3
    assert "MIN_DELAY" in wrong.stdout


def test_the_schema_is_made_and_checked(installation: Desk) -> None:
    unmade = installation.command("migrate", "--check")
    made = installation.command("migrate")
    fits = installation.command("migrate", "--check")

    assert unmade.returncode == 3
    assert made.returncode == fits.returncode == 0


def test_wrong_usage_ends_with_2(installation: Desk) -> None:
    assert installation.command("reed").returncode == 2
    assert installation.command("read").returncode == 2
    assert "Usage" in installation.command("--help").stdout
    assert installation.command("--version", "read").stdout.startswith("clausewatch ")


def test_the_version_is_said_before_anything_slow_is_loaded() -> None:
    """Nothing of a library and of the project only the entry: that is what makes it quick."""
    script = (
        "import sys; sys.argv = ['clausewatch', '--version']; before = set(sys.modules);"
        "from cli.main import main; main(); print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    said, loaded = done.stdout.splitlines()

    own = {name for name in loaded.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert said.startswith("clausewatch ")
    assert own == {"cli", "cli.main", "cli.version"}


def test_a_dead_address_is_shown_with_what_mends_it_and_one_command_does(
    installation: Desk,
) -> None:
    with Street() as street:
        policy = watch(installation, street)
        installation.run("check", policy)
        new = street.url(next(one for one in SERVICES if one.name != "Brugwachter"))
        with Database(f"sqlite:///{installation.folder / 'clausewatch.db'}").transaction() as tx:
            (source,) = policies.sources(tx, policy)
            found = [Successor(new, "front", "Privacy", 87)]
            successors.keep(tx, policy, source.id or 0, found, datetime(2026, 3, 1, tzinfo=UTC))

        (form,) = installation.run("policies", "--health")
        shown = installation.command("policies", "--health").stdout
        done = installation.command("set", policy, "--successor", new)
        addresses = installation.run("history", policy)["addresses"]
        healthy = installation.run("policies", "--health")

    assert form["successors"][0]["likeness"] == 87
    assert f"clausewatch set {policy} --successor {new}" in shown
    assert "87 % of its words stand there; linked from the front page as “Privacy”" in shown
    assert done.stdout.strip() == f"{policy}: changed"
    assert [bool(one["until"]) for one in addresses] == [True, False]
    assert healthy == []


def test_setting_something_of_a_policy_of_two_pages_keeps_both(
    installation: Desk, tmp_path: Path
) -> None:
    (tmp_path / "two.toml").write_text(
        'service = "Mill"\n[[policy]]\ntype = "Privacy Policy"\nid = "mill"\n'
        'combine = [{ url = "https://mill.example/1" }, { url = "https://mill.example/2" }]\n'
    )
    installation.command("import", "two.toml")

    done = installation.command("set", "mill", "--interval", "1h")
    strange = installation.command("set", "mill", "--successor", "https://mill.example/3")

    assert done.returncode == 0, done.stderr
    assert len(installation.run("policies")[0]["urls"]) == 2
    assert strange.returncode == 2
    assert "was found for none of them" in strange.stderr


def test_what_is_exported_is_imported_as_the_same_whatever_services_are_called(
    installation: Desk, tmp_path: Path
) -> None:
    for place, service in enumerate(("Μύλος", "Мельница", "Mill & Sons", "Mill, Sons")):
        words = ("--service", service, "--type", "Privacy Policy", "--id", f"p{place}")
        installation.run("add", f"https://m{place}.example/privacy", *words)

    said = installation.command("export", "--declarations", "out")
    again = installation.run("import", "out")

    files = {file.name for file in (tmp_path / "out").iterdir()}
    assert files == {"policy.toml", "policy--2.toml", "mill-sons.toml", "mill-sons--2.toml"}
    assert len(said.stdout.splitlines()) == 4
    assert {one["policy"]: one["import"] for one in again} == {f"p{n}": "same" for n in range(4)}
