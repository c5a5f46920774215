"""Organisations: invitations, roles, plans, and the walls between them."""

from typing import Any
from uuid import uuid4

import httpx

from tests.platform.accounts_clients import PASSWORD, Accounts, a_person, bearer, but_correlation, code

Reply = dict[str, Any]


def home(person: Reply) -> str:
    """The path of a person's organisation."""
    return f"/organisations/{person['user']['organisation']['id']}"


def invites(accounts: Accounts, owner: Reply, email: str, role: str) -> httpx.Response:
    """The reply to an invitation."""
    return accounts.one.post(
        f"{home(owner)}/invitations", json={"email": email, "role": role}, headers=bearer(owner)
    )


def joins(accounts: Accounts, owner: Reply, role: str, name: str = "Ben") -> Reply:
    """A new person, invited and registered straight into the owner's organisation."""
    invitation = invites(accounts, owner, a_person(name)["email"], role)
    assert invitation.status_code == 201, invitation.text
    reply = accounts.two.post(
        f"/invitations/{invitation.json()['token']}/accept", json={"password": PASSWORD, "name": name}
    )
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def gives_role(accounts: Accounts, by: Reply, to: Reply, role: str) -> httpx.Response:
    """The reply to a change of role."""
    return accounts.one.patch(
        f"{home(by)}/members/{to['user']['id']}", json={"role": role}, headers=bearer(by)
    )


def me(accounts: Accounts, person: Reply) -> Reply:
    """Who the person is now, by the token of then."""
    return dict(accounts.two.get("/auth/me", headers=bearer(person)).json())


def test_an_invited_person_registers_straight_into_the_organisation(accounts: Accounts) -> None:
    olga = accounts.registers("Olga", organisation="Acme")
    ada = joins(accounts, olga, "analyst", "Ada")
    assert ada["user"]["organisation"] == olga["user"]["organisation"]
    assert ada["user"]["role"] == "analyst"
    assert me(accounts, ada) == ada["user"]
    members = accounts.one.get(f"{home(olga)}/members", headers=bearer(ada)).json()["items"]
    assert {(each["name"], each["role"]) for each in members} == {("Olga", "owner"), ("Ada", "analyst")}


def test_an_invitation_serves_once(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    token = invites(accounts, olga, a_person()["email"], "viewer").json()["token"]
    body = {"password": PASSWORD, "name": "Vera"}
    replies = accounts.at_once(f"/invitations/{token}/accept", [body] * 4)
    assert sorted(reply.status_code for reply in replies) == [201, 404, 404, 404]
    never = accounts.one.post("/invitations/never-made/accept", json=body)
    spent = accounts.one.post(f"/invitations/{token}/accept", json=body)
    assert but_correlation(never) == but_correlation(spent)


def test_a_weak_password_does_not_use_an_invitation_up(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    path = f"/invitations/{invites(accounts, olga, a_person()['email'], 'viewer').json()['token']}/accept"
    assert code(accounts.one.post(path, json={"password": "weak", "name": "V"})) == (422, "weak_password")
    assert code(accounts.one.post(path)) == (422, "missing_field")
    assert accounts.one.post(path, json={"password": PASSWORD, "name": "V"}).status_code == 201


def test_who_has_an_account_moves_with_every_open_session(accounts: Accounts) -> None:
    olga, ben = accounts.registers("Olga"), accounts.registers("Ben")
    token = invites(accounts, olga, ben["user"]["email"], "analyst").json()["token"]
    path = f"/invitations/{token}/accept"
    taken = accounts.one.post(path, json={"password": PASSWORD, "name": "Ben"})
    assert code(taken) == (409, "email_taken")
    mallory = accounts.registers("Mallory")
    assert code(accounts.one.post(path, headers=bearer(mallory))) == (404, "not_found")
    moved = accounts.one.post(path, headers=bearer(ben))
    assert moved.status_code == 200
    assert moved.json()["user"]["organisation"] == olga["user"]["organisation"]
    assert me(accounts, ben)["role"] == "analyst"
    assert code(invites(accounts, olga, ben["user"]["email"], "viewer")) == (409, "already_member")


def test_a_role_counts_from_the_next_call_on(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    ben = joins(accounts, olga, "viewer")
    assert code(invites(accounts, ben, a_person()["email"], "viewer")) == (403, "forbidden")
    assert gives_role(accounts, olga, ben, "admin").json()["role"] == "admin"
    assert me(accounts, ben)["role"] == "admin"
    assert invites(accounts, ben, a_person()["email"], "viewer").status_code == 201


def test_nobody_rises_above_their_role(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    admin, analyst = joins(accounts, olga, "admin"), joins(accounts, olga, "analyst")
    refusals = [
        gives_role(accounts, analyst, analyst, "owner"),
        gives_role(accounts, admin, admin, "owner"),
        gives_role(accounts, admin, olga, "viewer"),
        invites(accounts, admin, a_person()["email"], "owner"),
        accounts.one.put(f"{home(olga)}/plan", json={"plan": "enterprise"}, headers=bearer(olga)),
    ]
    assert [code(reply) for reply in refusals] == [(403, "forbidden")] * 5
    assert code(gives_role(accounts, olga, admin, "operator")) == (422, "invalid_field")


def test_an_organisation_keeps_an_owner(accounts: Accounts) -> None:
    olga = accounts.registers("Olga")
    ben = joins(accounts, olga, "analyst")
    leaves = accounts.one.post("/organisations", json={"name": "New"}, headers=bearer(olga))
    assert code(leaves) == (409, "last_owner")
    assert code(gives_role(accounts, olga, olga, "viewer")) == (409, "last_owner")
    assert gives_role(accounts, olga, ben, "owner").status_code == 200
    assert gives_role(accounts, olga, olga, "viewer").status_code == 200


def test_a_founder_leaves_for_the_new_organisation(accounts: Accounts) -> None:
    max_ = accounts.registers("Max")
    new = accounts.one.post("/organisations", json={"name": "New"}, headers=bearer(max_))
    assert new.status_code == 201
    now = me(accounts, max_)
    assert (now["organisation"], now["role"]) == (new.json(), "owner")


def test_another_organisation_looks_like_none(accounts: Accounts) -> None:
    cleo, olga = accounts.registers("Cleo"), accounts.registers("Olga")
    headers = bearer(cleo)

    def asked(path: str, user_id: str) -> list[httpx.Response]:
        return [
            accounts.one.get(f"{path}/members", headers=headers),
            accounts.one.patch(f"{path}/members/{user_id}", json={"role": "viewer"}, headers=headers),
            accounts.one.put(f"{path}/plan", json={"plan": "mid"}, headers=headers),
            accounts.one.post(
                f"{path}/invitations", json={"email": "a@b.example", "role": "viewer"}, headers=headers
            ),
        ]

    foreign, absent = asked(home(olga), olga["user"]["id"]), asked(f"/organisations/{uuid4()}", str(uuid4()))
    no_id = asked("/organisations/none", "none")
    assert [code(reply) for reply in foreign] == [(404, "not_found")] * 4
    assert {str(but_correlation(reply)) for reply in foreign + absent + no_id} == {
        str(but_correlation(foreign[0]))
    }
    foreign_member = accounts.one.patch(
        f"{home(cleo)}/members/{olga['user']['id']}", json={"role": "viewer"}, headers=headers
    )
    assert code(foreign_member) == (404, "not_found")


def test_the_operator_puts_an_organisation_on_a_plan(accounts: Accounts) -> None:
    olga, sam = accounts.registers("Olga", organisation="Acme"), accounts.operator()
    reply = accounts.one.put(f"{home(olga)}/plan", json={"plan": "enterprise"}, headers=sam)
    assert reply.json() == {"id": olga["user"]["organisation"]["id"], "name": "Acme", "plan": "enterprise"}
    assert me(accounts, olga)["organisation"]["plan"] == "enterprise"
    unknown = accounts.one.put(f"{home(olga)}/plan", json={"plan": "gold"}, headers=sam)
    assert code(unknown) == (422, "invalid_field")
    absent = accounts.one.put(f"/organisations/{uuid4()}/plan", json={"plan": "mid"}, headers=sam)
    assert code(absent) == (404, "not_found")
