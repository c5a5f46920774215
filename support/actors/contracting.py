"""What a person may learn and decide of their company's contract."""

from __future__ import annotations

from support.actors.account_holder import AccountHolder
from support.actors.reply import Reply
from support.targets.canon.contracts import Invoice


class Contracting(AccountHolder):
    """Verbs of whoever manages a company; anybody may try."""

    def invoice(self, organisation_id: str | None = None) -> Reply[Invoice]:
        """Reads the invoice of their company, or of that one."""
        call = self._stage.dialect.invoice(organisation_id or self.company_id)
        return self._stage.perform(self.name, call, self.tokens.access)

    def chooses_region(self, region: str, organisation_id: str | None = None) -> Reply[str]:
        """Has the usage records of their company, or of that one, kept in that region."""
        call = self._stage.dialect.reside(organisation_id or self.company_id, region)
        return self._stage.perform(self.name, call, self.tokens.access)
