"""How fast each domain is written to, and how fast the relays together: their buckets are drawn
from as deliveries are claimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from notifier import rates
from notifier.rates import Bucket
from storage import throttles
from storage.outbox import Claim
from storage.people import Vault

SEEN_AT_LEAST = 20.0  # letters a minute a domain is thought to have had when it first protests
MANY = 10  # deferrals of one batch that are a protest, whatever words they use
LONGEST_WAIT = timedelta(hours=1)

RELAYS = "*"  # no domain is called so

Later = tuple[Claim, datetime]


@dataclass(slots=True)
class Paces:
    """The domains of one run. `per_minute` holds for every domain; None where only a protest does.

    The buckets lie in the database: all workers together keep to them.
    """

    vault: Vault
    per_minute: float | None = None
    of_relays: float | None = None  # letters a minute for all relays, from all workers
    _accepted: Counter[str] = field(default_factory=Counter)
    _deferred: Counter[str] = field(default_factory=Counter)
    _protested: set[str] = field(default_factory=set)
    _waiting: Counter[str] = field(default_factory=Counter)

    def room(self, tx: Session, now: datetime) -> int | None:
        """How many letters the relays may be given now by all workers together; None is any."""
        bucket = self._relays(tx, now)
        return bucket.whole if bucket else None

    def give(self, tx: Session, letters: int, now: datetime) -> None:
        """So many letters are on their way to the relays."""
        bucket = self._relays(tx, now)
        if bucket is not None:
            kept = _kept(rates.taken(bucket, letters))
            throttles.keep(tx, {throttles.key_of(self.vault, RELAYS): kept})

    def _relays(self, tx: Session, now: datetime) -> Bucket | None:
        if self.of_relays is None:
            return None
        key, at = throttles.key_of(self.vault, RELAYS), now.timestamp()
        kept = throttles.of(tx, [key]).get(key)
        if kept is None:
            return rates.full(self.of_relays, at)
        bucket = Bucket(kept.per_minute, kept.tokens, kept.at.timestamp())
        # a rate that was set anew holds at once, in both directions
        return rates.refilled(replace(bucket, per_minute=self.of_relays), at, self.of_relays)

    def choose(
        self,
        tx: Session,
        claims: Sequence[Claim],
        domain_of: Callable[[Claim], str | None],
        now: datetime,
    ) -> tuple[list[Claim], list[Later]]:
        """Which claims may leave now, and when the others may."""
        if self.per_minute is None and not throttles.any_kept(tx):
            return list(claims), []
        domains = {claim.id: domain_of(claim) for claim in claims}
        keys = {name: throttles.key_of(self.vault, name) for name in domains.values() if name}
        buckets = self._buckets(tx, keys, now)
        go: list[Claim] = []
        later: list[Later] = []
        for claim in claims:
            name = domains[claim.id]
            bucket = buckets.get(name) if name else None
            if name is None or bucket is None:
                go.append(claim)
            elif bucket.whole > 0:
                buckets[name] = rates.taken(bucket, 1)
                go.append(claim)
            else:
                wait = timedelta(seconds=rates.wait_s(bucket, self._waiting[name]))
                self._waiting[name] += 1
                later.append((claim, now + min(wait, LONGEST_WAIT)))
        throttles.keep(tx, {keys[name]: _kept(bucket) for name, bucket in buckets.items()})
        return go, later

    def accepted(self, domain: str) -> None:
        """One more letter was taken."""
        self._accepted[domain] += 1

    def deferred(self, domain: str, *, protests: bool) -> None:
        """One more was put off; `protests` where the answer says that we are too fast."""
        self._deferred[domain] += 1
        many = self._deferred[domain] >= MANY and self._deferred[domain] > self._accepted[domain]
        if protests or many:
            self._protested.add(domain)

    def keep(self, tx: Session, now: datetime) -> None:
        """Slow down whoever protested in this batch."""
        names = {name: throttles.key_of(self.vault, name) for name in self._protested}
        if names:
            known = self._buckets(tx, names, now)
            slower = {
                key: _kept(rates.slowed(known.get(name), now.timestamp(), self._seen(name)))
                for name, key in names.items()
            }
            throttles.keep(tx, slower)
        for counted in (self._accepted, self._deferred):
            counted.clear()
        self._protested.clear()

    def _seen(self, domain: str) -> float:
        return max(SEEN_AT_LEAST, float(self._accepted[domain]))

    def _buckets(
        self, tx: Session, keys: dict[str, str], now: datetime
    ) -> dict[str, Bucket | None]:
        """The buckets as they are now, by domain; None drops one that limits nothing any more."""
        kept, at = throttles.of(tx, keys.values()), now.timestamp()
        found: dict[str, Bucket | None] = {}
        for name, key in keys.items():
            if key in kept:
                row = kept[key]
                bucket = Bucket(row.per_minute, row.tokens, row.at.timestamp())
                found[name] = rates.refilled(bucket, at, self.per_minute)
            elif self.per_minute is not None:
                found[name] = rates.full(self.per_minute, at)
        return found


def _kept(bucket: Bucket | None) -> throttles.Kept | None:
    if bucket is None:
        return None
    return throttles.Kept(bucket.per_minute, bucket.tokens, datetime.fromtimestamp(bucket.at, UTC))
