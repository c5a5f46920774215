"""Preferences, limits of one organisation, seats, members who are put out, and the trail of it all."""

from typing import Any

from tests.platform.accounts_clients import PASSWORD, Accounts, a_person, bearer, code
from tests.platform.test_accounts_organisations import home, invites, joins, me

Reply = dict[str, Any]


def limits(accounts: Accounts, owner: Reply, **own: Any) -> Reply:
    """What the operator was answered who sets limits for the owner's organisation."""
    reply = accounts.one.put(f"{home(owner)}/limits", json=own, headers=accounts.operator())
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def actions(accounts: Accounts, of: Reply, by: Reply) -> list[tuple[str, str]]:
    """Each action of the trail and who did it, oldest first."""
    reply = accounts.two.get(f"{home(of)}/audit", headers=bearer(by))
    assert reply.status_code == 200, reply.text
    return [(each["action"], each["user_id"]) for each in reply.json()["items"]]


def test_preferences_are_the_users_own_and_replaced_as_a_whole(accounts: Accounts) -> None:
    ada, ben = accounts.registers("Ada"), accounts.registers("Ben")
    path = "/auth/me/preferences"
    assert accounts.one.get(path, headers=bearer(ada)).json() == {}
    put = accounts.one.put(path, json={"currency": "EUR", "tone": "brief"}, headers=bearer(ada))
    assert put.json() == {"currency": "EUR", "tone": "brief"}
    assert accounts.one.put(path, json={"tone": "long"}, headers=bearer(ada)).status_code == 200
    assert accounts.two.get(path, headers=bearer(ada)).json() == {"tone": "long"}
    assert accounts.two.get(path, headers=bearer(ben)).json() == {}
    refused = [accounts.one.put(path, json=body, headers=bearer(ada)) for body in ([1], {"a": "x" * 9000}, {"a": "\0"})]
    assert [reply.status_code for reply in refused] == [422] * 3
    assert accounts.one.get(path).status_code == 401


def test_limits_of_one_organisation_are_nobody_elses(accounts: Accounts) -> None:
    olga, cleo = accounts.registers("Olga"), accounts.registers("Cleo")
    assert limits(accounts, olga, access_token_seconds=60)["limits"] == {"access_token_seconds": 60}
    for person, seconds in ((olga, 60), (cleo, 7200)):
        again = accounts.two.post("/auth/login", json={"email": person["user"]["email"], "password": PASSWORD})
        assert again.json()["expires_in"] == seconds
    refused = accounts.one.put(f"{home(olga)}/limits", json={"access_token_seconds": 90}, headers=bearer(olga))
    assert code(refused) == (403, "forbidden")
    unknown = accounts.one.put(f"{home(olga)}/limits", json={"patience": 1}, headers=accounts.operator())
    assert code(unknown) == (422, "invalid_field")


def test_a_lock_lasts_as_long_as_the_organisations_own_limit(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    limits(accounts, olga, lockout_attempts=2, lockout_seconds=60)
    body = {"email": olga["user"]["email"], "password": "Wr0ng!password"}
    assert [accounts.one.post("/auth/login", json=body).status_code for _ in range(3)] == [401, 401, 423]
    limits(accounts, olga)
    assert accounts.one.post("/auth/login", json=body).status_code == 423


def test_invitations_take_seats_and_a_removed_member_frees_one(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    limits(accounts, olga, seats=3)
    ben = joins(accounts, olga, "analyst")
    assert invites(accounts, olga, a_person()["email"], "viewer").status_code == 201
    assert code(invites(accounts, olga, a_person()["email"], "viewer")) == (409, "no_seat")
    path = f"{home(olga)}/members/{ben['user']['id']}"
    assert code(accounts.one.delete(f"{home(olga)}/members/{olga['user']['id']}", headers=bearer(ben))) == (
        403,
        "forbidden",
    )
    assert accounts.one.delete(path, headers=bearer(olga)).status_code == 204
    assert code(accounts.one.delete(path, headers=bearer(olga))) == (404, "not_found")
    assert code(accounts.two.get("/auth/me", headers=bearer(ben))) == (401, "session_ended")
    assert invites(accounts, olga, a_person()["email"], "viewer").status_code == 201
    again = accounts.two.post("/auth/login", json={"email": ben["user"]["email"], "password": PASSWORD}).json()
    assert again["user"]["role"] == "owner"
    assert again["user"]["organisation"]["id"] != olga["user"]["organisation"]["id"]


def test_the_trail_names_who_did_what_to_those_who_may_read_it(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    assert accounts.one.get(f"{home(olga)}/audit", headers=bearer(olga)).json()["error"]["code"] == "plan_required"
    accounts.one.put(f"{home(olga)}/plan", json={"plan": "enterprise"}, headers=accounts.operator())
    ben = joins(accounts, olga, "analyst")
    accounts.one.delete(f"{home(olga)}/members/{ben['user']['id']}", headers=bearer(olga))
    [sam] = accounts.sql("SELECT id::text FROM users WHERE is_operator")
    owner = olga["user"]["id"]
    assert actions(accounts, olga, olga) == [
        ("account.registered", owner),
        ("plan.changed", sam["id"]),
        ("member.invited", owner),
        ("member.joined", ben["user"]["id"]),
        ("member.removed", owner),
    ]
    cleo = accounts.registers("Cleo")
    assert code(accounts.one.get(f"{home(olga)}/audit", headers=bearer(cleo))) == (404, "not_found")
    assert me(accounts, olga)["role"] == "owner"
