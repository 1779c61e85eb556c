"""Lines that are another one at every look, and lines of a policy that look like them."""

from __future__ import annotations

import pytest

from policy.passing_lines import passing


@pytest.mark.parametrize(
    "line",
    [
        "3 months ago",
        "il y a 3 mois",
        "Gisteren bijgewerkt",
        "Meer dan een maand geleden bijgewerkt",
        "Vor über einem Monat aktualisiert",
        "12 comments",
        "You are logged out. Log in to see your account.",
        "U bent niet ingelogd. Meld u aan om uw account te zien.",
        "Vous n’êtes pas connecté. Connectez-vous pour voir votre compte.",
        "Sie sind nicht angemeldet.",
        "Please sign in to leave a comment.",
        "Today is 12 May 2025",
        "Heute ist der 12. Mai 2025",
        "Printed on 12/05/2025 at 10:04",
        "Your IP address: 203.0.113.7",
        "Visitors today | 118",
    ],
)
def test_what_the_page_says_of_this_moment_is_taken_out(line: str) -> None:
    assert passing(line)


@pytest.mark.parametrize(
    "line",
    [
        "You are logged out after 30 minutes.",
        "You are logged out automatically when you close the browser.",
        "Please log in to exercise your rights.",
        "Updated on 3 March 2025",
        "14 days before the change",
        "Comments",
        "Users | 10",
        "12 May 2025",
        "Your IP address",
        "Today is the day on which the order was sent",
    ],
)
def test_what_the_policy_says_stays(line: str) -> None:
    assert passing(line) is None
