"""`python -m reference_platform.accounts`: the accounts service, configured by the environment alone."""

from reference_platform.accounts.service import opened
from reference_platform.accounts.settings import AccountsSettings
from reference_platform.operation import serving

if __name__ == "__main__":
    serving.main("accounts", AccountsSettings, opened)
