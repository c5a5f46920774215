"""What account holders do with their own: sessions, the password, leaving; and what operators do with keys."""

from typing import Any

import jwt

from support.stack.stack import Stack
from tests.platform.accounts_clients import PASSWORD, Accounts, bearer, code
from tests.platform.test_accounts_organisations import home, joins

Reply = dict[str, Any]
NEW = "An0ther!password"


def signs_in(accounts: Accounts, person: Reply, password: str = PASSWORD) -> Reply:
    """A further sign-in of a person."""
    reply = accounts.two.post("/auth/login", json={"email": person["user"]["email"], "password": password})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def opens(accounts: Accounts, *people: Reply) -> list[bool]:
    """Whether each one's token opens the account."""
    return [accounts.two.get("/auth/me", headers=bearer(each)).status_code == 200 for each in people]


def kid(person: Reply) -> str:
    """Which key signed the person's token."""
    return str(jwt.get_unverified_header(person["access_token"])["kid"])


def test_a_user_lists_and_ends_own_sessions(accounts: Accounts) -> None:
    ada = accounts.registers()
    second, third = signs_in(accounts, ada), signs_in(accounts, ada)
    listed = accounts.one.get("/auth/sessions", headers=bearer(second)).json()["items"]
    assert [each["current"] for each in listed] == [False, True, False]
    assert accounts.one.delete(f"/auth/sessions/{listed[0]['id']}", headers=bearer(second)).status_code == 204
    assert opens(accounts, ada, second, third) == [False, True, True]
    cleo = accounts.registers("Cleo")
    foreign = accounts.one.delete(f"/auth/sessions/{listed[1]['id']}", headers=bearer(cleo))
    assert code(foreign) == (404, "not_found")
    assert accounts.one.delete("/auth/sessions", headers=bearer(second)).status_code == 204
    assert opens(accounts, second, third, cleo) == [False, False, True]


def test_a_new_password_ends_the_other_sessions(accounts: Accounts) -> None:
    ada = accounts.registers()
    other = signs_in(accounts, ada)
    wrong = {"current_password": "Wr0ng!password", "new_password": NEW}
    assert code(accounts.one.post("/auth/password", json=wrong, headers=bearer(ada))) == (401, "invalid_credentials")
    weak = {"current_password": PASSWORD, "new_password": "weak"}
    assert code(accounts.one.post("/auth/password", json=weak, headers=bearer(ada))) == (422, "weak_password")
    right = {"current_password": PASSWORD, "new_password": NEW}
    assert accounts.one.post("/auth/password", json=right, headers=bearer(ada)).status_code == 204
    assert opens(accounts, ada, other, signs_in(accounts, ada, NEW)) == [True, False, True]


def test_guesses_at_the_password_of_an_open_session_lock_the_account(accounts: Accounts) -> None:
    ada = accounts.registers()
    wrong = {"current_password": "Wr0ng!password", "new_password": NEW}
    replies = [accounts.one.post("/auth/password", json=wrong, headers=bearer(ada)).status_code for _ in range(6)]
    assert replies == [401] * 5 + [423]


def test_who_leaves_is_gone_and_the_last_member_takes_the_organisation_along(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    ben = joins(accounts, olga, "analyst")
    assert code(accounts.one.delete("/auth/me", headers=bearer(olga))) == (409, "last_owner")
    assert accounts.one.delete("/auth/me", headers=bearer(ben)).status_code == 204
    assert opens(accounts, ben, olga) == [False, True]
    assert accounts.one.delete("/auth/me", headers=bearer(olga)).status_code == 204
    ids = (olga["user"]["organisation"]["id"], olga["user"]["id"])
    assert not accounts.sql("SELECT 1 FROM organisations WHERE id = $1::text::uuid", ids[0])
    trail = accounts.sql("SELECT action, details::text FROM audit_log WHERE organisation_id = $1::text::uuid", ids[0])
    assert {row["details"] for row in trail} == {"{}"}
    assert len(trail) == 5


def test_an_organisation_is_erased_but_for_the_ids_of_its_trail(accounts: Accounts) -> None:
    olga, cleo = accounts.registers("Olga"), accounts.registers("Cleo")
    ben = joins(accounts, olga, "admin")
    assert code(accounts.one.delete(home(olga), headers=bearer(ben))) == (403, "forbidden")
    assert code(accounts.one.delete(home(olga), headers=bearer(cleo))) == (404, "not_found")
    assert accounts.one.delete(home(olga), headers=bearer(olga)).status_code == 204
    assert opens(accounts, olga, ben, cleo) == [False, False, True]
    assert not accounts.sql("SELECT 1 FROM users WHERE email = $1", ben["user"]["email"])
    assert code(accounts.one.delete(home(olga), headers=accounts.operator())) == (404, "not_found")


def test_too_many_sign_ins_of_one_account_are_refused(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    limits = {"sign_ins_per_minute": 2}
    accounts.one.put(f"{home(olga)}/limits", json=limits, headers=accounts.operator())
    body = {"email": olga["user"]["email"], "password": PASSWORD}
    replies = [client.post("/auth/login", json=body) for client in (accounts.one, accounts.two, accounts.one)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert code(replies[-1]) == (429, "rate_limited")


def test_keys_are_rotated_and_the_old_one_ends_after_its_tokens() -> None:
    short = {"ACCESS_TOKEN_SECONDS": "2", "ADDRESS_SIGN_INS_PER_MINUTE": "6"}
    both = {"accounts-1": "accounts", "accounts-2": "accounts"}
    with Stack(instances=both, environment=short) as stack, Accounts.of(stack) as accounts:
        ada = accounts.registers()
        assert code(accounts.one.post("/auth/keys", headers=bearer(ada))) == (403, "forbidden")
        new = accounts.one.post("/auth/keys", headers=accounts.operator()).json()["kid"]
        assert kid(signs_in(accounts, ada)) in {kid(ada), new}
        assert opens(accounts, ada) == [True]
        published = accounts.one.get("/.well-known/jwks.json").json()["keys"]
        assert [each["kid"] for each in published] == [kid(ada), new]
        body = {"email": "nobody@acme.example", "password": PASSWORD}
        replies = [accounts.one.post("/auth/login", json=body).status_code for _ in range(6)]
        assert replies == [401] * 4 + [429] * 2
        accounts.sql("UPDATE signing_keys SET retired_at = now() WHERE retired_at IS NOT NULL")
        stack.services["accounts-2"].restart()
        assert [each["kid"] for each in accounts.two.get("/.well-known/jwks.json").json()["keys"]] == [new]
        assert opens(accounts, ada) == [False]
