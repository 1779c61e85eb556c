"""A contract notice from draft to report, step by step, with a clock of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from notifier import (
    audience_list,
    campaign,
    campaign_close,
    campaign_report,
    campaign_watch,
    deliver,
    freezing,
    objections,
    other_channel,
    outcomes,
)
from notifier.campaign import RefusedError, Rules
from notifier.ways import MemoryMail
from policy.compare import compare
from policy.fingerprint import fingerprint
from policy.model import Reading
from policy.read import read
from storage import (
    accounts,
    audiences,
    campaigns,
    entries,
    merkle,
    people,
    recipients,
    snapshots,
    totals,
)
from storage.accounts import Account, Role
from storage.campaigns import Counting, Draft
from storage.errors import NotAddingUpError, WrongStateError
from storage.mailboxes import mailbox
from storage.tables import (
    AccountRow,
    AttemptRow,
    DeliveryRow,
    NoticeRow,
    RecipientRow,
    SubscriberRow,
)
from tests.notifier.conftest import LEASE, POLICY, UNKNOWN_RETRY, World, text

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
EFFECT = date(2027, 1, 10)
PEOPLE = (
    "address,language,name,party\n"
    "jan@klant.example,nl,Jan,K-1\npiet@klant.example,nl,,K-1\n"
    "luc@client.example,fr,Luc,K-2\nkarl@kunde.example,de,,\nann@user.example,en,Ann,K-4\n"
)


@dataclass
class Firm:
    """Werfmeester, which tells its users: Ada drafts, Ben approves, Cy looks."""

    world: World
    old: Reading
    new: Reading
    people: dict[str, Account] = field(default_factory=dict)

    def tx(self) -> Any:
        """One transaction."""
        return self.world.database.transaction()

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.world.now

    def draft(self, **other: Any) -> str:
        """Draft a notice of the new text; its name."""
        with self.tx() as tx:
            asked = self.asked(tx, **other)
            return campaign.draft(tx, self.world.office, asked, self.people["ada"], self.now).id

    def asked(self, tx: Session, **other: Any) -> Draft:
        """What Ada asks for."""
        kept = snapshots.keep_body(tx, self.new.text.encode(), None)
        asked = Draft(
            service="Werfmeester", terms_type="Privacy Policy", old=self.old, new=self.new,
            comparison=compare(self.old, self.new), new_source="new.md", new_sha256=kept.sha256,
            blob_id=kept.blob_id, effective_on=EFFECT, counting=Counting(period="P8D"),
            old_fingerprint=fingerprint(self.old), new_fingerprint=fingerprint(self.new),
            policy_id=POLICY, old_version=1,
        )  # fmt: skip
        return replace(asked, **other)

    def freeze(self, name: str, people: str = PEOPLE) -> int:
        """Freeze a list; how many it holds."""
        listed = audience_list.read(people.encode(), None)
        row = freezing.freeze(
            self.world.database, self.world.office, name, listed, "the books", None,
            self.people["ada"], self.now,
        )  # fmt: skip
        return row.count

    def approve(self, name: str, by: str = "ben", rules: Rules | None = None) -> None:
        """Approve what waits."""
        with self.tx() as tx:
            office, account = self.world.office, self.people[by]
            campaign.approve(tx, office, name, account, self.now, rules or Rules())

    def send(self, name: str, late: str | None = None) -> int:
        """Put the letters into the outbox; how many."""
        with self.tx() as tx:
            office, account = self.world.office, self.people["ada"]
            return campaign.send(tx, office, name, account, self.now, late).letters

    def close(self, name: str, early: str | None = None) -> dict[str, int]:
        """Close it; the totals."""
        with self.tx() as tx:
            return campaign_close.close(tx, name, self.people["ben"], self.now, Rules(), early)

    def ready(self, people: str = PEOPLE, **other: Any) -> str:
        """Draft, freeze and approve a notice; its name."""
        name = self.draft(**other)
        self.freeze(name, people)
        self.approve(name)
        return name

    async def deliver(self, mail: MemoryMail) -> None:
        """Send what is due."""
        await deliver.deliver(
            self.world.database, self.world.office, mail, clock=self.world.clock, lease=LEASE,
            unknown_retry=UNKNOWN_RETRY, worker="worker",
        )  # fmt: skip

    def report(self, name: str) -> dict[str, Any]:
        """The report."""
        with self.world.database.reading() as tx:
            return campaign_report.report(tx, campaigns.get(tx, name), self.now)

    def deliveries(self, **values: object) -> None:
        """Let every letter have become this: what a mail server would have made of it."""
        with self.tx() as tx:
            tx.exec(update(DeliveryRow).values(**values))


@pytest.fixture
def firm(world: World) -> Firm:
    """Werfmeester with two texts and three accounts."""
    world.now = NOW
    made = Firm(world, text(), text(period="vijf dagen", years="drie jaar"))
    roles = {"ada": Role.APPROVER, "ben": Role.APPROVER, "cy": Role.VIEWER}
    with world.database.transaction() as tx:
        for name, role in roles.items():
            tx.add(  # with a hash of no password: hashing is slow on purpose
                AccountRow(
                    name=name, role=role, password_hash="", created_at=NOW, password_set_at=NOW
                )
            )
            made.people[name] = accounts.get(tx, name)
    return made


def refusal(act: Any, *words: Any) -> str:
    """What an act is refused with."""
    with pytest.raises(RefusedError) as refused:
        act(*words)
    return str(refused.value)


# --- draft ----------------------------------------------------------------------------------


def test_a_draft_that_cannot_be_a_notice_is_refused_with_every_reason(firm: Firm) -> None:
    same = firm.old
    with firm.tx() as tx:
        asked = firm.asked(
            tx, new=same, comparison=compare(same, same), effective_on=date(2026, 11, 30),
            covers={"es": "hola"}, objections_until=date(2027, 1, 5),
        )  # fmt: skip
        with pytest.raises(RefusedError) as refused:
            campaign.draft(tx, firm.world.office, asked, firm.people["ada"], NOW)

    said = str(refused.value)
    assert "the two texts are the same" in said
    assert "Monday 2026-11-30, is not in the future; the first that can be met" in said
    assert "no mail is written in es" in said
    assert "a last day for objections needs a contact" in said


def test_a_day_of_effect_must_agree_with_the_text_itself(firm: Firm) -> None:
    stated = read(
        b"# Privacy policy of Werfmeester\n\nEffective date: 1 February 2027\n\n"
        b"We keep your data for three years, and you may ask for it at any time.\n",
        {"content-type": "text/markdown"},
    )

    said = refusal(lambda: firm.draft(new=stated, comparison=compare(firm.old, stated)))

    assert stated.effective_on == "2027-02-01"
    assert "the new text itself says that it applies from 2027-02-01" in said


def test_a_viewer_looks_and_does_nothing_else(firm: Firm) -> None:
    firm.people["ada"] = firm.people["cy"]

    assert "cy is viewer and may not draft a notice; approver or operator may" in refusal(
        firm.draft
    )


def test_each_act_is_kept_with_its_account_and_in_the_ledger(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    with firm.tx() as tx:
        acts = campaigns.acts(tx, name)
        kinds = ("notice.drafted", "audience.frozen", "notice.approved", "notice.sending")
        found = [entries.of(tx, kind, name) for kind in kinds]

    assert [(one.what, one.by) for one in acts] == [
        ("drafted", "ada"), ("frozen", "ada"), ("approved", "ben"), ("sent", "ada"),
    ]  # fmt: skip
    assert [len(rows) for rows in found] == [1, 1, 1, 1]


def test_the_name_of_a_notice_is_its_own(firm: Firm) -> None:
    names = [firm.draft() for _ in range(3)]

    assert names == [f"{POLICY}-2027-01-10{end}" for end in ("", "-2", "-3")]


# --- audience -------------------------------------------------------------------------------


def test_an_audience_is_a_sorted_tree_that_opens_only_with_a_person_s_key(firm: Firm) -> None:
    name = firm.draft()
    firm.freeze(name)
    with firm.tx() as tx:
        [audience] = audiences.of(tx, name)
        rows = tx.exec(select(RecipientRow).order_by(col(RecipientRow.leaf_no))).all()
        opened = audiences.opened(tx, firm.world.office.vault, name)

    leaves = [row.leaf for row in rows]
    tree = merkle.Tree(merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in leaves)
    assert (audience.count, audience.parties) == (5, 4)
    assert leaves == sorted(leaves)
    assert tree.root.hex() == audience.root
    assert {one.address for one in opened.values()} >= {"jan@klant.example", "ann@user.example"}
    assert not any(b"klant" in (row.name_sealed or b"") for row in rows)


def test_an_erased_person_leaves_the_tree_as_it_was(firm: Firm) -> None:
    name = firm.draft()
    firm.freeze(name)
    vault = firm.world.office.vault
    with firm.tx() as tx:
        found = audiences.recipient_at(tx, vault, name, "Werfmeester", mailbox("JAN@klant.example"))
        assert found is not None
        root = audiences.of(tx, name)[0].root
        people.erase(tx, found.person_id, NOW)
    firm.approve(name)
    firm.send(name)
    with firm.tx() as tx:
        opened = audiences.opened(tx, vault, name)

        assert audiences.of(tx, name)[0].root == root
        assert opened[found.id or 0].address == ""
        assert opened[found.id or 0].leaf == found.leaf
        assert sum(totals.counted(totals.of(tx, name, "UTC")).values()) == 5


def test_own_words_must_be_there_for_every_language_of_the_list(firm: Firm) -> None:
    name = firm.draft(covers={"nl": "Wij doen dit omdat het moet."})

    said = refusal(firm.freeze, name)

    assert "people who read de, en, fr" in said


def test_a_list_with_faults_freezes_nothing(firm: Firm) -> None:
    name = firm.draft()

    assert "1 fault" in refusal(firm.freeze, name, "address,language\nnobody,nl\n")
    with firm.tx() as tx:
        assert audiences.of(tx, name) == []
        assert campaigns.get(tx, name).state == "draft"


# --- approve --------------------------------------------------------------------------------


def test_whoever_drafted_does_not_approve_unless_it_is_allowed(firm: Firm) -> None:
    name = firm.draft()
    firm.freeze(name)

    assert "four eyes" in refusal(firm.approve, name, "ada")
    assert "may not approve" in refusal(firm.approve, name, "cy")
    firm.approve(name, "ada", Rules(four_eyes=False))
    with firm.tx() as tx:
        assert campaigns.get(tx, name).state == "approved"


def test_steps_are_done_in_order_and_each_once(firm: Firm) -> None:
    name = firm.draft()

    assert "freeze its audience first" in refusal(firm.approve, name)
    firm.freeze(name)
    assert "waits for approval" in refusal(firm.send, name)
    firm.approve(name)
    assert "waits to be sent" in refusal(firm.approve, name)
    assert "waits to be sent" in refusal(firm.close, name)
    assert firm.send(name) == 5
    assert "planned already" in refusal(firm.send, name)
    with firm.tx() as tx, pytest.raises(WrongStateError, match="mended by a correction"):
        campaign.drop(tx, name, firm.people["ada"], "no", NOW)


def test_what_was_approved_is_what_is_sent(firm: Firm) -> None:
    name = firm.ready(covers={one: f"Omdat het moet ({one})." for one in ("nl", "fr", "de", "en")})
    with firm.tx() as tx:
        approved = [one for one in campaigns.acts(tx, name) if one.what == "approved"]
        kept = tx.exec(select(NoticeRow).where(NoticeRow.kind == "contract")).all()

    assert {row.language: f"sha256:{row.sha256}" for row in kept} == approved[0].facts["words"]
    assert all("Omdat het moet" in row.text for row in kept)


# --- send -----------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_every_recipient_gets_one_letter_and_every_attempt_is_on_record(
    firm: Firm, memory: MemoryMail
) -> None:
    name = firm.ready()
    firm.send(name)
    await firm.deliver(memory)
    await firm.deliver(memory)
    form = firm.report(name)
    with firm.tx() as tx:
        ids = list(tx.exec(select(DeliveryRow.id)))
        records = [entries.of(tx, "delivery", id_) for id_ in ids]

    assert sorted(one.recipient for one in memory.letters) == [
        "ann@user.example", "jan@klant.example", "karl@kunde.example", "luc@client.example",
        "piet@klant.example",
    ]  # fmt: skip
    assert form["totals"]["sent"] == form["recipients"] == 5
    assert form["adds_up"]
    assert form["contracts"] == {"all": 4, "somebody_told": 4}
    assert [len(rows) for rows in records] == [1] * 5
    said = "".join((row.record or b"").decode() for rows in records for row in rows)
    assert [word for word in personal() if word in said] == []


def test_too_late_is_said_plainly_with_what_may_be_done(firm: Firm) -> None:
    name = firm.ready()
    firm.world.now = datetime(2027, 1, 3, 9, tzinfo=UTC)

    said = refusal(firm.send, name)
    letters = firm.send(name, "the books were closed over Christmas")
    form = firm.report(name)

    assert "Too late: notice had to be accepted by Friday 2027-01-01" in said
    assert "take Tuesday 2027-01-12 or a later day" in said
    assert letters == 5
    assert form["late_because"] == "the books were closed over Christmas"


@pytest.mark.anyio
async def test_a_letter_accepted_after_the_last_day_is_counted_apart(
    firm: Firm, memory: MemoryMail
) -> None:
    name = firm.ready()
    firm.world.now = datetime(2027, 1, 3, 9, tzinfo=UTC)
    firm.send(name, "late")
    await firm.deliver(memory)

    form = firm.report(name)

    assert form["totals"]["sent_late"] == 5
    assert form["totals"]["sent"] == 0
    assert form["adds_up"]


def test_a_rule_with_a_longest_time_refuses_what_is_too_early(firm: Firm) -> None:
    name = firm.ready(counting=Counting(regimes=("de-tkg-57.2",)), effective_on=date(2027, 4, 1))

    assert "Too early: a rule wants notice from" in refusal(firm.send, name)


# --- supplement and correction --------------------------------------------------------------


def test_who_joins_later_is_a_supplement_with_its_own_clock(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    firm.world.now = datetime(2027, 1, 4, 9, tzinfo=UTC)

    more = PEOPLE + "eva@new.example,nl,,\n"
    added = firm.freeze(name, more)
    firm.approve(name)
    letters = firm.send(name)
    with firm.tx() as tx:
        first, later = audiences.of(tx, name)
        words = tx.exec(select(NoticeRow.text).where(NoticeRow.revision == 2)).one()

    assert (added, letters) == (1, 1)
    assert (later.count, later.parties) == (1, 1)
    assert first.applies_on == EFFECT
    assert later.applies_on == date(2027, 1, 16)
    assert later.last_acceptance_on == date(2027, 1, 7)
    assert "Dit geldt vanaf zaterdag 16 januari 2027" in words
    assert "agrees to the new text" in refusal(_late_joiner, firm, name)
    assert "planned already" in refusal(firm.send, name)


def _late_joiner(firm: Firm, name: str) -> None:
    firm.world.now = datetime(2027, 1, 10, 9, tzinfo=UTC)
    firm.freeze(name, "address,language\nleo@late.example,nl\n")


def test_everybody_known_already_is_no_supplement(firm: Firm) -> None:
    name = firm.ready()

    assert "in an audience of this notice already" in refusal(firm.freeze, name)


@pytest.mark.anyio
async def test_a_correction_stops_what_waits_and_tells_the_same_people_with_a_new_clock(
    firm: Firm, memory: MemoryMail
) -> None:
    wrong = firm.ready()
    firm.send(wrong)
    firm.world.later(days=3)
    right = firm.draft(
        corrects=wrong, wrong="de termijn was fout", effective_on=date(2027, 2, 1),
        new=text(period="zes dagen"), comparison=compare(firm.old, text(period="zes dagen")),
    )  # fmt: skip
    firm.approve(right)
    firm.send(right)
    await firm.deliver(memory)
    old, new = firm.report(wrong), firm.report(right)

    assert old["state"] == "corrected"
    assert old["totals"]["cancelled"] == 5
    assert new["totals"]["sent"] == 5
    assert new["audiences"][0]["contracts"] == 4
    assert len(memory.letters) == 5
    dutch = next(one for one in memory.letters if one.recipient == "jan@klant.example")
    body = dutch.data.decode().replace("=\r\n", "")
    assert "vervangt ons bericht van 1 december 2026" in body
    assert "de termijn was fout" in body
    assert f"<n.{wrong}@clausewatch.example>" in body


# --- report, close --------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_notice_closes_once_with_totals_that_were_committed_to(
    firm: Firm, memory: MemoryMail
) -> None:
    name = firm.ready()
    firm.send(name)
    assert "5 letters still wait" in refusal(firm.close, name)
    await firm.deliver(memory)

    assert "letters may come back until Tuesday 2026-12-08" in refusal(firm.close, name)
    firm.world.later(days=7)
    counts = firm.close(name)
    with firm.tx() as tx:
        finals = tx.exec(select(RecipientRow.final)).all()
        [closed] = entries.of(tx, "notice.closed", name)
        leaf = tx.exec(select(RecipientRow.leaf)).first() or ""

        assert entries.of(tx, "final", leaf)
    assert counts["sent"] == 5
    assert list(finals) == ["sent"] * 5
    assert closed is not None
    assert "nothing about it changes any more" in refusal(firm.close, name)


def test_a_recipient_that_vanished_stops_every_report(firm: Firm) -> None:
    name = firm.ready()
    with firm.tx() as tx:
        row = tx.exec(select(RecipientRow).where(RecipientRow.language == "de")).one()
        tx.delete(row)

    with pytest.raises(NotAddingUpError, match="frozen were 5 recipients and 4 are here"):
        firm.report(name)


@pytest.mark.parametrize(
    ("state", "final"),
    [
        ("failed", "refused"), ("bounced", "bounced"), ("expired", "expired"),
        ("unknown", "unknown"), ("suppressed", "suppressed"), ("cancelled", "cancelled"),
        ("pending", "waiting"), ("sending", "waiting"),
    ],
)  # fmt: skip
def test_every_end_of_a_letter_has_its_row(firm: Firm, state: str, final: str) -> None:
    name = firm.ready()
    firm.send(name)
    firm.deliveries(state=state)

    form = firm.report(name)

    assert form["totals"][final] == 5
    assert sum(form["totals"].values()) == form["recipients"]
    assert form["need_another_channel"] == (0 if final == "waiting" else 5)


def test_one_of_several_people_under_a_contract_is_enough(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    with firm.tx() as tx:
        tx.exec(update(DeliveryRow).values(state="sent", sent_at=NOW))
        for address in ("jan@klant.example", "luc@client.example"):
            found = audiences.recipient_at(
                tx, firm.world.office.vault, name, "Werfmeester", mailbox(address)
            )
            assert found is not None
            tx.exec(
                update(DeliveryRow)
                .where(col(DeliveryRow.subscription_id) == found.subscription_id)
                .values(state="failed", last_code=550)
            )
        rows = other_channel.listing(tx, firm.world.office.vault, campaigns.get(tx, name))
    form = firm.report(name)

    assert form["contracts"] == {"all": 4, "somebody_told": 3}
    assert form["need_another_channel"] == 1
    assert rows.splitlines()[1].split(",")[1:] == [
        "luc@client.example", "", "Luc", "K-2", "fr", "the mail server refused it (550)",
    ]  # fmt: skip


def test_people_without_a_mail_address_count_from_the_start_and_get_no_letter(firm: Firm) -> None:
    name = firm.draft()
    firm.freeze(
        name,
        "address,postal,language,name,party\njan@klant.example,,nl,Jan,K-1\n"
        ',"Kaai 1, 9000 Gent",nl,Rik,K-2\n,"Kaai 1,  9000 GENT",nl,Rik,K-2\n'
        ',"Kaai 1, 9000 Gent",nl,Mia,K-3\n,,fr,,K-4\n',
    )
    firm.approve(name)
    letters = firm.send(name)
    vault = firm.world.office.vault
    with firm.tx() as tx:
        rows = other_channel.listing(tx, vault, campaigns.get(tx, name)).splitlines()
        numbers = [row.split(",")[0] for row in rows[1:]]
        head = "recipient,channel,outcome,on,evidence\n"
        back = head + f"{numbers[0]},registered_letter,accepted,2026-12-01,RR 1 BE\n"
        outcomes.take_back(
            tx, vault, campaigns.get(tx, name), back.encode(), firm.people["ada"], firm.now
        )
        tx.exec(update(DeliveryRow).values(state="sent", sent_at=NOW))
        left = other_channel.listing(tx, vault, campaigns.get(tx, name)).splitlines()
        taken_over = audiences.members(tx, vault, name)
    before = firm.report(name)
    closed = firm.close(name, "the list of letters is closed")

    assert letters == 1
    assert sorted(row.split(",", 1)[1] for row in rows[1:]) == [
        ',"Kaai 1, 9000 Gent",Mia,K-3,nl,there is no mail address',
        ',"Kaai 1, 9000 Gent",Rik,K-2,nl,there is no mail address',
        ",,,K-4,fr,there is no mail address",
    ]
    assert len(left) == len(rows) - 1
    assert before["recipients"] == 4
    assert before["adds_up"]
    assert before["totals"]["no_address"] == 3
    assert before["need_another_channel"] == 2
    assert closed["no_address"] == 3
    assert closed["sent"] == 1
    found_by = {recipients.address_key(vault, "Werfmeester", one.contact) for one in taken_over}
    with firm.tx() as tx:
        kept = set(tx.exec(select(SubscriberRow.address_key)))
    assert found_by <= kept, "a correction finds the same people"


def test_outcomes_elsewhere_are_taken_whole_or_not_at_all_and_once(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    firm.deliveries(state="failed")
    with firm.tx() as tx:
        number = tx.exec(select(RecipientRow.id).where(RecipientRow.language == "fr")).one()
    head = "recipient;channel;outcome;on;evidence;evidence_sha256\n"
    bad = f"{number};pigeon;delivered;2027-09-09;;xx\n0;letter;accepted;soon;RR 1;\n"
    good = f"{number};registered_letter;accepted;2026-12-01;RR 1 BE;{'ab' * 32}\n"

    def take(lines: str) -> tuple[int, list[str]]:
        with firm.tx() as tx:
            taken, faults = outcomes.take_back(
                tx, firm.world.office.vault, campaigns.get(tx, name), (head + lines).encode(),
                firm.people["ada"], firm.now,
            )  # fmt: skip
            return taken, [str(one) for one in faults]

    none, faults = take(bad + good)
    once, twice = take(good), take(good)
    form = firm.report(name)

    assert none == 0
    assert [fault[:7] for fault in faults] == ["line 2:"] * 4 + ["line 3:"] * 2
    assert (once, twice) == ((1, []), (0, []))
    assert form["elsewhere"] == {"accepted": 1}
    assert form["need_another_channel"] == 4


def test_objections_are_kept_with_their_deadline(firm: Firm) -> None:
    name = firm.ready(contact="dpo@werfmeester.example", objections_until=date(2026, 12, 20))
    firm.send(name)
    firm.world.now = datetime(2026, 12, 22, 9, tzinfo=UTC)

    def objects(who: Any, on: date) -> bool | None:
        with firm.tx() as tx:
            return objections.record(
                tx, firm.world.office, campaigns.get(tx, name), who, "objection", on,
                "Ik ga niet akkoord.", firm.people["ada"], firm.now,
            )  # fmt: skip

    by_mail = objects(mailbox("Jan@Klant.example"), date(2026, 12, 20))
    by_contract = objects("K-2", date(2026, 12, 21))
    form = firm.report(name)

    assert (by_mail, by_contract) == (True, False)
    assert form["objections"] == {"all": 2, "in_time": 1, "late": 1, "terminations": 0}
    assert "nobody with this address" in refusal(objects, "K-99", date(2026, 12, 20))
    assert "cannot be the day" in refusal(objects, "K-1", date(2026, 11, 1))


# --- beside the watched page ----------------------------------------------------------------


def kinds(firm: Firm, name: str) -> list[str]:
    """Which disagreements between notice and page there are."""
    with firm.world.database.reading() as tx:
        found = campaign_watch.disagreements(tx, campaigns.get(tx, name), firm.now)
    return [one.kind for one in found]


def test_the_new_text_on_the_page_before_the_notices_is_warned_of(firm: Firm) -> None:
    name = firm.ready()
    before = kinds(firm, name)
    firm.world.see(firm.new)
    noted = [campaign_watch.note(firm.world.database, firm.now) for _ in range(2)]
    firm.world.later(days=1)
    firm.send(name)

    assert before == []
    assert kinds(firm, name) == ["published_early"]
    assert [len(one) for one in noted] == [1, 0], "the same is noted once"
    with firm.tx() as tx:
        assert [one.by for one in campaigns.acts(tx, name) if one.what == "warned"] == [None]


def test_the_new_text_on_the_page_after_the_notices_is_as_it_should_be(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    firm.world.later(days=10)
    firm.world.see(firm.new)

    assert kinds(firm, name) == []


def test_another_text_on_the_page_is_warned_of_before_and_after(firm: Firm) -> None:
    name = firm.ready()
    firm.world.see(text(years="vier jaar"))
    early = kinds(firm, name)
    firm.send(name)

    assert early == ["page_changed"]
    assert kinds(firm, name) == ["other_text"]
    assert "1 place differs" not in firm.report(name)["disagreements"][0]["says"]


def test_the_old_text_on_the_page_after_the_day_of_effect_is_warned_of(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    firm.world.now = datetime(2027, 1, 9, 12, tzinfo=UTC)
    day_before = kinds(firm, name)
    firm.world.later(days=1)

    assert day_before == []
    assert kinds(firm, name) == ["not_published"]


def test_nothing_personal_stands_in_acts_or_reports(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    said = str(firm.report(name))

    assert [word for word in personal() if word in said] == []
    with firm.tx() as tx:
        assert tx.exec(select(SubscriberRow.address_sealed)).first() is not None
        assert tx.exec(select(AttemptRow.id)).first() is None


def personal() -> Sequence[str]:
    """Every address, name and contract of the list."""
    cells = [cell for line in PEOPLE.splitlines()[1:] for cell in line.split(",")]
    return [cell for cell in cells if len(cell) > 2]
