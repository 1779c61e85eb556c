"""Notice periods that law sets, as data: the source, how far we verified it, and what it asks for.

No legal advice. `verified` is `read` (in the source itself), `secondary` (only in somebody else's
account of it) or `memory`; whatever is not `read` carries a warning wherever it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from policy.said import said

Verified = Literal["read", "secondary", "memory"]


@dataclass(frozen=True, slots=True)
class Regime:
    """One rule about notice: how long, from what, for whom, by which channel, what way out.

    `period` is None where the rule names no number; `asks` then holds its word ("reasonable").
    `most` is a longest time before effect. `kind` `review` means "look at your policy yearly".
    """

    id: str
    source: str
    applies: str
    period: str | None
    verified: Verified
    asks: str = ""
    most: str | None = None
    counted_from: Literal["notify", "mail", "receipt"] = "notify"
    channel: str = ""
    exit: str = ""
    counting: Literal["clear", "inclusive"] = "clear"
    roll: Literal["none", "1182"] = "none"
    kind: Literal["notice", "review"] = "notice"
    watch: str = ""
    suggests: str | None = None
    """A period we suggest where the rule names none."""

    @property
    def warning(self) -> str | None:
        """What to say beside every answer that leans on this rule."""
        if self.verified == "read":
            return f"{self.source}: {self.watch}" if self.watch else None
        how = "only in a secondary source" if self.verified == "secondary" else "only from memory"
        return f"{self.source} was verified {how}; check it before you rely on it." + (
            f" {self.watch}" if self.watch else ""
        )


REGIMES: Final = (
    Regime(
        "eu-p2b-3.2", "Regulation (EU) 2019/1150 art. 3(2)",
        "online intermediation services towards their business users", "P15D", "read",
        channel="durable medium", roll="1182",
        exit="terminate before the period ends, effective within 15 days of notice; a longer period"
        " where technical adaptation needs it; a change in breach is void (art. 3(3))",
        watch="repeal is proposed in COM(2025) 837; check the status.",
    ),
    Regime(
        "eu-eecc-105.4", "Directive (EU) 2018/1972 art. 105(4)",
        "electronic communications towards end-users, except number-independent services and M2M",
        "P1M", "secondary", channel="durable medium, clear and comprehensible",
        exit="terminate free of cost for at least one month, nationally up to three",
    ),
    Regime(
        "fr-L224-33", "Code de la consommation L224-33",
        "electronic communications towards consumers", "P1M", "secondary",
        channel="durable medium", exit="free termination within four months of notification",
    ),
    Regime(
        "de-tkg-57.2", "TKG § 57(2)", "telecommunications towards end-users", "P1M", "read",
        most="P2M", channel="durable medium", exit="terminate within three months of receipt",
    ),
    Regime(
        "nl-tw-7.2", "Telecommunicatiewet art. 7.2(1)",
        "telecommunications towards subscribers", "P1M", "secondary", channel="adequate",
        exit="free termination", watch="An older text says four weeks.",
    ),
    Regime(
        "be-tel-108", "Law of 13 June 2005 art. 108 (BIPT)",
        "telecommunications towards subscribers", "P1M", "secondary", channel="individual",
        exit="free termination in the month after entry into force",
    ),
    Regime(
        "uk-ofcom-c1.14", "Ofcom General Conditions C1.14-15",
        "communications towards customers, a change not to their benefit", "P1M", "read",
        channel="durable medium", exit="leave without penalty",
        watch="read in Ofcom's own summary, not in the conditions.",
    ),
    Regime(
        "eu-psd2-54.1", "Directive (EU) 2015/2366 art. 54(1)",
        "payment framework contracts towards payment service users", "P2M", "read",
        channel="paper or durable medium",
        exit="terminate free of charge any time before effect; silence accepts only where that was"
        " agreed and announced",
        watch="PSR and PSD3 will replace it; check the date of application.",
    ),
    Regime(
        "uk-psr-50", "Payment Services Regulations 2017 reg. 50", "as PSD2", "P2M", "memory",
        channel="durable medium", exit="as PSD2",
    ),
    Regime(
        "de-bgb-675g", "BGB § 675g", "payment services", "P2M", "secondary",
        channel="text form on a durable medium", exit="free termination",
        watch="See BGH XI ZR 26/20 on deemed consent.",
    ),
    Regime(
        "eu-dcd-19", "Directive (EU) 2019/770 art. 19",
        "digital content and services towards consumers, more than a minor negative impact",
        None, "memory", asks="reasonably in advance", channel="durable medium",
        exit="terminate free of charge within 30 days of the information or of the change,"
        " whichever is later",
    ),
    Regime(
        "eu-dsa-14.2", "Regulation (EU) 2022/2065 art. 14(2)",
        "intermediary services towards recipients, any significant change of terms",
        None, "read", asks="inform", channel="inform",
    ),
    Regime(
        "eu-gdpr-13.3", "GDPR art. 13(3) and 14(4)",
        "controllers towards data subjects, a new purpose", None, "secondary",
        asks="before further processing", exit="object or withdraw consent",
    ),
    Regime(
        "eu-wp260", "WP260 rev.01", "fundamental or relevant changes of privacy information",
        None, "secondary", asks="well in advance",
        channel="explicit and effective, not to be missed; not only a check of the page",
        exit="time to use one's rights", suggests="P30D",
    ),
    Regime(
        "eu-ccd2-22", "Directive (EU) 2023/2225 art. 22",
        "consumer credit; national law applies from 20 November 2026", None, "secondary",
        asks="before the modification", channel="paper or durable medium",
    ),
    Regime(
        "eu-ucpd-93-13", "Directive 93/13/EEC annex 1(j), (k) and 2(b)", "consumer contracts",
        None, "memory", asks="reasonable notice", exit="free to dissolve the contract",
    ),
    Regime(
        "be-cel-VI.83-2", "Code de droit économique art. VI.83, 2°",
        "open-ended consumer contracts, one-sided change of price or terms", None, "read",
        asks="a reasonable time", exit="terminate without cost before the change applies",
    ),
    Regime(
        "be-cel-VI.91-5", "Code de droit économique art. VI.91/5, 1°", "contracts of businesses",
        None, "secondary", asks="a valid reason",
    ),
    Regime(
        "de-bgb-308.5", "BGB § 308 no. 5", "deemed consent in standard terms", None, "read",
        asks="a reasonable time",
        channel="a special notice, when the period begins, of what silence will mean",
    ),
    Regime(
        "de-bgh-xi-zr-26-20", "BGH 27 April 2021, XI ZR 26/20",
        "deemed consent without limits in standard terms, with two months' notice", None,
        "secondary", asks="real consent",
    ),
    Regime(
        "nl-bw-6.237c", "BW art. 6:236 and 6:237", "consumer standard terms, one-sided change",
        None, "memory", asks="a way out", exit="dissolution",
    ),
    Regime(
        "us-rege-1005.8", "12 CFR 1005.8(a)(1)",
        "electronic fund transfers: more fees or liability, fewer or stricter transfers",
        "P21D", "read", counted_from="mail", channel="written, mailed or delivered",
    ),
    Regime(
        "us-regdd-1030.5", "12 CFR 1030.5(a)(1)", "deposit accounts, adverse change", "P30D",
        "read", counted_from="mail", channel="mailed or delivered, naming the effective date",
    ),
    Regime(
        "us-regz-1026.9c2", "12 CFR 1026.9(c)(2)", "open-end credit, significant change",
        "P45D", "secondary", counted_from="mail", channel="written",
        exit="reject certain changes",
    ),
    Regime(
        "us-glba-annual", "12 CFR 1016.5(a)",
        "financial institutions: privacy notice at least once in twelve consecutive months, with"
        " an exception where sharing is limited and practices are unchanged",
        "P12M", "secondary", kind="review",
    ),
    Regime(
        "us-glba-revised", "12 CFR 1016.8", "financial institutions: revised notice and opt-out",
        None, "memory", asks="before the new disclosure",
    ),
    Regime(
        "us-ccpa-12m", "Cal. Civ. Code 1798.130(a)(5)",
        "privacy policy to be updated at least every twelve months", "P12M", "secondary",
        kind="review",
    ),
    Regime(
        "us-ftc-retro", "FTC Act s. 5; Gateway Learning (2004); FTC blog of 13 February 2024",
        "material change of privacy promises for data already held", None, "secondary",
        asks="affirmative express consent", channel="prominent notice",
    ),
    Regime(
        "us-caloppa", "Cal. Bus. & Prof. Code 22575(b)",
        "the policy must say how changes are notified, and its effective date", None,
        "secondary", asks="to be described",
    ),
)  # fmt: skip


def regime(name: str) -> Regime:
    """The regime of that id; raises `KeyError` with the ids there are."""
    for each in REGIMES:
        if each.id == name:
            return each
    known = ", ".join(each.id for each in REGIMES)
    raise KeyError(said("no regime %(given)s; there are: %(known)s", given=repr(name), known=known))
