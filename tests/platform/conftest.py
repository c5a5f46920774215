"""What the tests of the reference platform share: real services, started once."""

from collections.abc import Iterator

import pytest

from support.stack.addresses import Addresses
from support.stack.stack import Stack
from tests.platform.accounts_clients import Accounts


@pytest.fixture(scope="session")
def accounts() -> Iterator[Accounts]:
    """Two accounts processes on one PostgreSQL and one Valkey."""
    stack = Stack(instances={"accounts-1": "accounts", "accounts-2": "accounts"})
    with stack, Accounts.of(stack) as opened:
        yield opened


@pytest.fixture(scope="session")
def agents() -> Iterator[Addresses]:
    """PostgreSQL, Valkey, an accounts process and the scripted model: what the agents stand on."""
    with Stack(instances={"accounts": "accounts", "model_provider": "model_provider"}) as stack:
        yield stack.addresses()


@pytest.fixture(scope="session")
def chat() -> Iterator[Addresses]:
    """The whole platform, with two chat processes that allow a customer twelve questions a minute."""
    with Stack(environment={"MESSAGES_PER_MINUTE": "12"}) as stack:
        yield stack.addresses()
