"""Reading a target's profile: what is said of a bad one, and what a sound one allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.settings import SettingsError
from support.targets.profile import Target

SOUND: dict[str, Any] = {"accounts_url": "http://127.0.0.1:1/", "chat_urls": ["http://127.0.0.1:2"]}


def test_whatever_is_not_mentioned_is_forbidden() -> None:
    target = Target.of_profile({**SOUND, "may": {"create_accounts": True, "load": False}}, "here")
    assert target.may == {"create_accounts"}
    assert target.accounts_url == "http://127.0.0.1:1"
    assert target.declares == frozenset()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"accounts_url": None}, "expected an http address in accounts_url, saw None"),
        ({"chat_urls": []}, "expected at least one address in chat_urls"),
        ({"chat_urls": ["ftp://x"]}, "expected an http address in chat_urls, saw 'ftp://x'"),
        ({"colour": "red"}, "no entry 'colour'"),
        ({"dialect": "klingon"}, "dialect 'klingon' is not known: choose one of apex"),
        ({"may": {"fly": True}}, "no entry 'fly'"),
        ({"operator": {"email": "sam@example.org"}}, "expected password or password_env for the operator"),
        ({"operator": {"email": "s@e.org", "password_env": "NOWHERE"}}, "no environment variable NOWHERE"),
        ({"cast": {"mode": "hire"}}, "[cast] has no mode 'hire': choose one of register, pool, tokens"),
        ({"cast": {"mode": "pool", "people": {"Zoe": {}}}}, "no 'Zoe' in the cast: it is closed, Ada, Ben"),
        ({"cast": {"mode": "tokens", "people": {"Ada": {}}}}, "expected token or token_env for Ada, saw only nothing"),
        ({"cast": {"people": {"Ada": {}}}}, "its mode is register"),
        ({"patience": 0}, "expected a number above 0 in patience"),
    ],
)
def test_a_bad_profile_is_one_clear_line(change: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        Target.of_profile({**SOUND, **change}, "here")
    assert said in str(error.value)
    assert str(error.value).startswith("here: ")
    assert "\n" not in str(error.value)


def test_a_profile_in_toml_and_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAM", "secret")
    toml = tmp_path / "site.toml"
    toml.write_text(
        'accounts_url = "https://a.example"\nchat_urls = ["https://c.example"]\n'
        '[operator]\nemail = "sam@a.example"\npassword_env = "SAM"\n[may]\nload = true\n'
    )
    read = Target.of_file(toml)
    assert read.operator is not None
    assert read.operator.password == "secret"
    assert "secret" not in repr(read)
    written = tmp_path / "stack.json"
    written.write_text(json.dumps({**SOUND, "may": {"load": True}}))
    assert Target.of_file(written).may == read.may


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.json", "{", "neither JSON nor TOML"),
        ("x.toml", "a =", "neither JSON nor TOML"),
        ("x.json", "[]", "saw list"),
    ],
)
def test_a_file_that_is_no_profile(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SettingsError, match=said):
        Target.of_file(tmp_path / name)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read .* leave the setting out for the embedded stack"):
        Target.of_file(tmp_path / "nowhere.toml")
