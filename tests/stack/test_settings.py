"""Settings: their order, their refusals, their printing."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.settings import Settings, SettingsError


def test_defaults_hold_where_nothing_is_said() -> None:
    settings = Settings.read(environment={})
    assert (settings.target, settings.patience) == ("embedded", 1.0)
    assert (settings.shuffle, settings.defect) == (None, None)
    assert settings.reports == Path("reports")
    assert settings.evidence is True


def test_the_command_line_beats_the_environment_and_that_beats_the_file() -> None:
    ini = {"patience": "2", "target": "ini", "shuffle": "1"}
    environment = {"GOLDENPATH_PATIENCE": "3", "GOLDENPATH_TARGET": "env", "HOME": "/"}
    settings = Settings.read(userdata={**ini, "target": "line"}, environment=environment, defines=[("target", "line")])
    assert (settings.target, settings.patience, settings.shuffle) == ("line", 3.0, "1")
    assert settings.sources == {
        "target": "-D target",
        "patience": "environment GOLDENPATH_PATIENCE",
        "shuffle": "behave.ini [behave.userdata]",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("patience", "soon"), ("patience", "0"), ("patience", "-1"), ("patience", "nan"), ("evidence", "maybe"),
     ("budget_answer", ""), ("target", " "), ("reports", "/etc/passwd")],
)  # fmt: skip
def test_a_bad_value_is_one_line_that_says_what_is_expected_and_where(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read(environment={}, defines=[(name, value)])
    message = str(caught.value)
    assert "\n" not in message
    assert f"setting {name} must be" in message
    assert f"-D {name}" in message


def test_an_unknown_setting_is_named_with_the_nearest_known_one() -> None:
    with pytest.raises(SettingsError, match=r"no setting 'patiense'.*did you mean patience\?"):
        Settings.read(environment={}, defines=[("patiense", "2")])
    with pytest.raises(SettingsError, match=r"no setting 'zzz' \(environment GOLDENPATH_ZZZ\): known"):
        Settings.read(environment={"GOLDENPATH_ZZZ": "2"})


def test_secrets_inside_values_are_not_printed() -> None:
    settings = Settings.read(environment={}, defines=[("target", "https://sam:hunter2@host/?token=abc&x=1")])
    printed = "\n".join(settings.printed())
    assert "hunter2" not in printed
    assert "abc" not in printed
    assert "target = https://sam:[secret]@host/?token=[secret]&x=1 (-D target)" in printed
    assert "evidence = on (default)" in printed
    assert "shuffle = off (default)" in printed
    assert "patience = 1.0 (default)" in printed


def test_a_refusal_does_not_print_the_secret_either() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read(environment={}, defines=[("patience", "password=hunter2")])
    assert "hunter2" not in str(caught.value)


def test_commands_other_than_behave_read_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "behave.ini").write_text("[behave]\npaths = features\n[behave.userdata]\npatience = 4\n")
    assert Settings.of_folder(tmp_path).patience == 4
    (tmp_path / "behave.ini").write_text("nonsense\n")
    with pytest.raises(SettingsError, match=r"behave\.ini cannot be read"):
        Settings.of_folder(tmp_path)


def test_waits_are_multiplied_by_patience_and_budgets_are_not() -> None:
    settings = Settings.read(environment={}, defines=[("patience", "3")])
    assert settings.waits(settings.budget_connected) == 6
    assert settings.budget_connected == 2
