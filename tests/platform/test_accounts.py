"""Signing up and signing in."""

import statistics
import time
from typing import Any

import jwt
import pytest

from tests.platform.accounts_clients import PASSWORD, Accounts, a_person, bearer, but_correlation, code


def test_a_sign_up_gives_a_working_pair_of_tokens(accounts: Accounts) -> None:
    person = a_person("Fay")
    reply = accounts.one.post("/auth/register", json=person | {"organisation": "Fay's shop"}).json()
    assert set(reply) == {"access_token", "refresh_token", "token_type", "expires_in", "user"}
    assert reply["token_type"] == "Bearer"
    user = reply["user"]
    assert (user["email"], user["name"], user["role"]) == (person["email"], "Fay", "owner")
    assert (user["organisation"]["name"], user["organisation"]["plan"]) == ("Fay's shop", "free")
    assert accounts.two.get("/auth/me", headers=bearer(reply)).json() == user
    claims = jwt.decode(reply["access_token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == reply["expires_in"] == 7200
    assert (claims["sub"], claims["org"]) == (user["id"], user["organisation"]["id"])
    assert {"roles", "plan", "permissions", "iss", "aud", "nbf", "jti", "sid"} <= set(claims)


def test_nothing_that_opens_anything_is_kept(accounts: Accounts) -> None:
    reply = accounts.registers()
    kept = accounts.sql(
        """SELECT u::text || s::text || t::text AS all FROM users u JOIN sessions s ON s.user_id = u.id
           JOIN refresh_tokens t ON t.session_id = s.id WHERE u.id = $1""",
        reply["user"]["id"],
    )
    assert len(kept) == 1
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept[0]["all"]
    for secret in (PASSWORD, reply["refresh_token"], reply["access_token"]):
        assert secret not in kept[0]["all"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"email": "ada"}, "invalid_email"),
        ({"email": "ada@acme"}, "invalid_email"),
        ({"email": "a da@acme.example"}, "invalid_email"),
        ({"email": f"{'a' * 65}@acme.example"}, "invalid_email"),
        ({"password": "Sh0rt!a"}, "weak_password"),
        ({"password": "no-upper-1"}, "weak_password"),
        ({"password": "NO-LOWER-1"}, "weak_password"),
        ({"password": "No-digits-"}, "weak_password"),
        ({"password": "N0specials"}, "weak_password"),
        ({"password": None}, "invalid_field"),
        ({"name": "  "}, "invalid_field"),
        ({"name": "A\x00"}, "invalid_field"),
        ({"name": ["Ada"]}, "invalid_field"),
    ],
)
def test_a_refused_sign_up_keeps_nothing(accounts: Accounts, change: dict[str, Any], reason: str) -> None:
    person = a_person() | change
    reply = accounts.one.post("/auth/register", json=person)
    assert code(reply) == (422, reason)
    assert not isinstance(person["password"], str) or person["password"] not in reply.text
    assert accounts.sql("SELECT 1 FROM users WHERE email = $1", person["email"]) == []


@pytest.mark.parametrize("field", ["email", "password", "name"])
def test_a_sign_up_without_a_field_names_it(accounts: Accounts, field: str) -> None:
    person = {name: text for name, text in a_person().items() if name != field}
    reply = accounts.one.post("/auth/register", json=person)
    assert code(reply) == (422, "missing_field")
    assert field in reply.json()["error"]["message"]


def test_an_e_mail_serves_once_however_it_is_written(accounts: Accounts) -> None:
    person = a_person("Twin")
    replies = accounts.at_once("/auth/register", [person | {"email": person["email"].upper()}, person] * 3)
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 5
    assert {code(reply)[1] for reply in replies if reply.status_code == 409} == {"email_taken"}
    assert len(accounts.sql("SELECT 1 FROM organisations WHERE name = 'Twin''s organisation'")) == len(
        accounts.sql("SELECT 1 FROM users WHERE name = 'Twin'")
    )


def test_what_a_stranger_claims_to_be_is_not_looked_at(accounts: Accounts) -> None:
    reply = accounts.registers("Mallory", role="operator", plan="enterprise", is_operator=True)
    assert (reply["user"]["role"], reply["user"]["organisation"]["plan"]) == ("owner", "free")


def test_a_sign_in_opens_both_processes(accounts: Accounts) -> None:
    user = accounts.registers()["user"]
    credentials = {"email": user["email"].upper(), "password": PASSWORD}
    reply = accounts.two.post("/auth/login", json=credentials)
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert accounts.one.get("/auth/me", headers=bearer(reply.json())).json() == user


def test_a_wrong_password_and_an_unknown_user_look_the_same(accounts: Accounts) -> None:
    email = accounts.registers()["user"]["email"]
    unknown = accounts.one.post("/auth/login", json={"email": a_person()["email"], "password": "Wr0ng!pass"})
    wrong = accounts.one.post("/auth/login", json={"email": email, "password": "Wr0ng!pass"})
    assert code(unknown) == (401, "invalid_credentials")
    assert but_correlation(unknown) == but_correlation(wrong)
    assert set(unknown.headers) == set(wrong.headers)


def test_an_unknown_user_takes_as_long_as_a_wrong_password(accounts: Accounts) -> None:
    def seconds(email: str) -> float:
        began = time.perf_counter()
        accounts.one.post("/auth/login", json={"email": email, "password": "Wr0ng!pass"})
        return time.perf_counter() - began

    known = [accounts.registers()["user"]["email"] for _ in range(3)]
    # Turn by turn, so that whatever else the machine does meets both alike.
    pairs = [(seconds(email), seconds(a_person()["email"])) for email in known * 4]
    wrong, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < unknown / wrong < 2, pairs


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(accounts: Accounts) -> None:
    email = accounts.registers()["user"]["email"]
    wrong, right = {"email": email, "password": "Wr0ng!pass"}, {"email": email, "password": PASSWORD}
    assert [accounts.one.post("/auth/login", json=wrong).status_code for _ in range(5)] == [401] * 5
    locked = accounts.two.post("/auth/login", json=right)
    assert code(locked) == (423, "account_locked")
    assert 880 <= int(locked.headers["retry-after"]) <= 900
    assert accounts.one.post("/auth/login", json=wrong).status_code == 423
    accounts.sql("UPDATE users SET locked_until = now() - interval '1 ms' WHERE email = $1", email)
    assert accounts.one.post("/auth/login", json=wrong).status_code == 401  # counted from one again
    assert accounts.one.post("/auth/login", json=right).status_code == 200


def test_a_right_password_forgets_the_wrong_ones(accounts: Accounts) -> None:
    email = accounts.registers()["user"]["email"]
    wrong, right = {"email": email, "password": "Wr0ng!pass"}, {"email": email, "password": PASSWORD}
    for _ in range(2):
        assert [accounts.one.post("/auth/login", json=wrong).status_code for _ in range(4)] == [401] * 4
        assert accounts.one.post("/auth/login", json=right).status_code == 200


def test_guesses_at_once_count_one_by_one(accounts: Accounts) -> None:
    email = accounts.registers()["user"]["email"]
    guesses = [{"email": email, "password": f"Wr0ng!pass{number}"} for number in range(16)]
    statuses = sorted(reply.status_code for reply in accounts.at_once("/auth/login", guesses))
    assert statuses == [401] * 5 + [423] * 11


def test_ten_sign_ins_of_one_person_at_once_all_succeed(accounts: Accounts) -> None:
    email = accounts.registers()["user"]["email"]
    replies = accounts.at_once("/auth/login", [{"email": email, "password": PASSWORD}] * 10)
    assert [reply.status_code for reply in replies] == [200] * 10
    assert len({reply.json()["refresh_token"] for reply in replies}) == 10


def test_the_operator_signs_in(accounts: Accounts) -> None:
    me = accounts.two.get("/auth/me", headers=accounts.operator()).json()
    assert me["role"] == "operator"
