"""One recipient's certificate, as pages hand it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cli import proving

if TYPE_CHECKING:
    from cli.wiring import World
    from storage.mailboxes import Mailbox


def certifier(world: World) -> Callable[[str, Mailbox], bytes]:
    """Makes the certificate of one recipient of a notice."""

    def certify(notice: str, mailbox: Mailbox) -> bytes:
        from storage import certificate

        notary, vault = proving.notary_of(world), world.office.vault
        with world.database.transaction() as tx:
            return certificate.recipient_bundle(tx, vault, notary, notice, mailbox)

    return certify
