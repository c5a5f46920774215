"""The proof's rules, on small fabricated inputs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.runs.proof_jobs import Job, Outcome
from support.runs.proof_matrix import Matrix
from support.runs.proof_plan import DEAD, SOUND, CannotProve, Proof, failures
from support.runs.proof_register import Register, proved_by
from support.runs.proof_scope import OTHERS, Candidate, Listed, Task, draw_others, tasks
from support.runs.proof_verdict import Seen, Verdict, judge
from support.runs.tamper_register import Kept, key_of
from support.value.promises import Promises
from support.value.requirements import read_requirements
from support.wire.dead import WAYS


def scenario(identity: str, *rows: str, capability: str = "accounts", text: str = "x") -> Candidate:
    place = f"features/{capability}/a.feature:{len(identity)}"
    return Candidate(identity, f"Scenario {identity}", place, capability, frozenset(rows), text)


def seen(identity: str, status: str = "passed", kind: str | None = None, *, added: bool = False) -> Seen:
    return Seen(identity, identity, status, kind, "a step" if kind else None, added, "why" if kind else "")


def verdict(*found: Seen, catchers: str = "a", others: str = "") -> Verdict:
    return judge("key", ["AU-01"], found, catchers=frozenset(catchers), others=frozenset(others))


def defect(name: str = "a_defect", *rows: str, source: str = "s") -> Listed:
    return Listed(name, rows or ("AU-01",), "Says.", source)


# when a defect is caught


def test_a_then_of_its_own_catches() -> None:
    caught = verdict(seen("a", "failed", "then"))
    assert caught.proves == {"a"}
    assert not caught.survived
    assert caught.caught["a"].says == "why"


@pytest.mark.parametrize(
    "red",
    [
        seen("a", "failed", "given"),
        seen("a", "failed", "when"),
        seen("a", "broken", "then"),
        seen("a", "failed", "then", added=True),
        seen("a", "not_testable", "then"),
        seen("a"),
    ],
)
def test_nothing_else_does(red: Seen) -> None:
    survived = verdict(red)
    assert survived.survived
    assert not survived.proves
    assert survived.missed[0].startswith(f"a {red.status}")


def test_a_defect_without_scenarios_survives() -> None:
    assert verdict(seen("b", "failed", "then")).survived


# when it is blunt


@pytest.mark.parametrize(("red", "blunt"), [("", False), ("bcde", False), ("bcdef", True), ("bcdefghi", True)])
def test_at_least_half_of_the_others_stay_green(red: str, blunt: bool) -> None:
    others = "bcdefghi"
    found = [seen(each, "failed", "given") if each in red else seen(each) for each in others]
    judged = verdict(seen("a", "failed", "then"), *found, others=others)
    assert judged.blunt is blunt
    assert judged.proves == (frozenset() if blunt else {"a"})
    assert not judged.survived


def test_the_added_step_counts_on_neither_side() -> None:
    judged = verdict(seen("a", "failed", "then"), seen("b", "failed", "then", added=True), others="b")
    assert judged.green == 1


def test_others_that_are_broken_or_did_not_run_are_not_green() -> None:
    judged = verdict(seen("a", "failed", "then"), seen("b", "broken"), others="bc")
    assert (judged.green, judged.others, judged.blunt) == (0, 2, True)


# which scenarios belong to a defect


def test_catchers_carry_a_row_of_the_defect_and_others_none() -> None:
    suite = [scenario("a", "AU-01"), scenario("b", "AU-01", "AU-24"), scenario("c", "AU-24"), scenario("d", "AU-03")]
    far = scenario("e", "GP-01", capability="golden_path")
    [task] = tasks([defect("one", "AU-01")], [*suite, far], read_requirements())
    assert [each.id for each in task.catchers] == ["a", "b"]
    assert {each.id for each in task.others} == {"c", "d"}


def test_at_most_eight_others_are_drawn_always_the_same_ones() -> None:
    suite = [scenario(f"SC-{number}", "AU-03") for number in range(30)]
    drawn = draw_others(defect(), "accounts", suite)
    assert len(drawn) == OTHERS
    assert drawn == draw_others(defect(), "accounts", list(reversed(suite)))
    assert drawn != draw_others(defect("another"), "accounts", suite)


def test_of_an_outline_one_example_is_drawn() -> None:
    suite = [scenario(f"SC-1.1.{number}", "AU-03") for number in range(9)] + [scenario("SC-2", "AU-03")]
    assert {each.written for each in draw_others(defect(), "accounts", suite)} == {"SC-1", "SC-2"}


# what is stale


def task_of(catcher: Candidate, listed: Listed | None = None) -> Task:
    return Task(listed or defect(), "accounts", (catcher,), ())


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "proof.json")


def test_a_result_holds_for_this_state_alone(register: Register) -> None:
    task = task_of(scenario("a", "AU-01"))
    register.defects["a_defect"] = replace(verdict(seen("a", "failed", "then")), key=task.key)
    assert register.fresh(task) is not None
    assert register.fresh(task_of(scenario("a", "AU-01", text="changed"))) is None
    assert register.fresh(task_of(scenario("a", "AU-01"), defect(source="changed"))) is None
    assert register.fresh(replace(task, catchers=(*task.catchers, scenario("b", "AU-01")))) is None
    assert proved_by(register, [task]) == {"a": ["a_defect"]}
    assert proved_by(register, [task_of(scenario("a", "AU-01", text="changed"))]) == {}


def test_the_register_reads_what_it_wrote(register: Register) -> None:
    register.defects["a_defect"] = verdict(seen("a", "failed", "then"), seen("b"), catchers="ab")
    register.defects["gone"] = Verdict("key", ("AU-01",), not_applied="no target")
    register.write()
    again = Register.read(register.path)
    assert again.defects == register.defects
    again.forget_all_but([task_of(scenario("a"))])
    assert set(again.defects) == {"a_defect"}
    assert Register.read(register.path.with_name("absent.json")).defects == {}


# the whole proof


@pytest.fixture
def proof(register: Register, tmp_path: Path) -> Proof:
    suite = [scenario("a", "AU-01"), scenario("b", "AU-03")]
    made = tasks([defect("one", "AU-01"), defect("two", "AU-03")], suite, read_requirements())
    for each in suite:
        register.tampered[each.id] = Kept(key_of(each.hash, each.requirements, Promises.read()), 30, {"killed": 30})
    return Proof(tmp_path, tmp_path, register, made, made, suite, suite, whole=True)


def outcome(*found: Seen, trouble: str | None = None) -> Outcome:
    return Outcome(list(found), trouble, 1.0)


def run_everything(proof: Proof) -> dict[str, Any]:
    for way in WAYS:
        proof.take(Job(f"{DEAD}{way}", (), {}), outcome(seen("a", "failed", "when"), seen("b", "broken", "when")))
    proof.take(Job(SOUND, (), {}), outcome(seen("a"), seen("b")))
    proof.take(Job("one", (), {}), outcome(seen("a", "failed", "then"), seen("b")))
    proof.take(Job("two", (), {}), outcome(seen("a"), seen("b", "failed", "then")))
    return proof.document()


def test_a_proof_succeeds_when_nothing_survived_and_nothing_is_unproved(proof: Proof) -> None:
    assert set(proof.stale()) == {"one", "two", *(f"{DEAD}{way}" for way in WAYS)}
    document = run_everything(proof)
    assert failures(document) == []
    assert [each["proves"] for each in document["defects"]] == [["AU-01"], ["AU-03"]]
    assert (document["ran"], document["of"]) == (6, 6)


def test_whatever_is_wrong_is_named(proof: Proof) -> None:
    run_everything(proof)
    proof.take(Job("two", (), {}), outcome(seen("a"), seen("b")))
    document = proof.document()
    assert document["survived"] == ["two"]
    assert [each["id"] for each in document["scenarios_unproved"]] == ["b"]
    proof.take(Job("two", (), {}), outcome(trouble="not applied: two replaces x:y, but ..."))
    document = proof.document()
    assert document["not_applied"] == [{"name": "two", "why": "not applied: two replaces x:y, but ..."}]
    assert document["survived"] == []
    proof.take(Job(f"{DEAD}404", (), {}), outcome(seen("a"), seen("b", "failed", "then")))
    assert [each["scenario"] for each in proof.document()["dead_platform_passes"]] == ["a"]
    assert failures(proof.document()) == ["1 not applied", "1 scenarios unproved", "1 passes of the dead platform"]


def test_what_came_of_tampering_is_kept_for_one_state_of_a_scenario(proof: Proof) -> None:
    proof.register.write()
    kept = Register.read(proof.register.path).tampered
    assert kept == proof.register.tampered
    run_everything(proof)
    proof.register.tampered["a"].survived.append({"field": "plan"})
    proof.register.tampered["a"].idle.append("Then a is well")
    proof.register.tampered["b"].key = "old"
    document = proof.document()
    assert (document["tampering"]["tried"], document["tampering"]["stale"]) == (30, ["b"])
    assert [each["step"] for each in document["decoration"]] == ["Then a is well"]
    assert failures(document) == ["1 decoration", "1 tampering survived", "1 tampering stale"]
    caught = proof.register.defects["one"].caught
    proof.register.defects["one"] = replace(
        proof.register.defects["one"], caught={"a": replace(caught["a"], step="a is well")}
    )
    assert proof.document()["decoration"] == []


def test_the_picture_names_who_alone_catches_a_defect_and_who_is_to_be_merged() -> None:
    suite = [scenario("a"), scenario("b"), scenario("c"), scenario("d", capability="golden_path")]
    caught = {"one": "a", "two": "ab", "three": "d", "four": "d"}
    matrix = Matrix.of(suite, {"one": "ac", "two": "ab", "three": "d", "four": "abd"}, caught, ["four"])
    assert matrix.alone() == {"one": "a", "three": "d", "four": "d"}
    assert matrix.to_merge() == [("b", "a")]
    page = matrix.written()
    assert page.count("●") == 1 + 5
    assert page.count("○") == 1 + 3
    assert "one: caught by 'Scenario a' (features/accounts/a.feature:1) alone" in page.replace("&#x27;", "'")
    assert 'class="defect blunt"' in page
    assert 'class="scenario nothing"' in page
    assert set(matrix.as_json()) == {"matrix", "caught", "alone", "to_merge"}


def test_a_scenario_that_fails_on_the_sound_platform_proves_nothing(proof: Proof) -> None:
    run_everything(proof)
    proof.take(Job(SOUND, (), {}), outcome(seen("a", "failed", "then"), seen("b")))
    [unproved] = proof.document()["scenarios_unproved"]
    assert unproved["id"] == "a"
    assert "sound platform" in unproved["why"]


def test_a_platform_that_cannot_be_run_ends_the_proof(proof: Proof) -> None:
    for name in (SOUND, f"{DEAD}404"):
        with pytest.raises(CannotProve, match="no free port"):
            proof.take(Job(name, (), {}), outcome(trouble="no free port"))


def test_the_quick_proof_begins_with_what_is_stale(proof: Proof) -> None:
    run_everything(proof)
    proof.register.defects["two"] = replace(proof.register.defects["two"], key="old")
    proof.register.dead["404"].key = "old"
    first, second, dead, last = [job.name for job in proof.quick_jobs()]
    assert (first, second, last) == ("two", f"{DEAD}404", "one")
    assert dead in {f"{DEAD}{way}" for way in WAYS if way != "404"}
    run_everything(proof)
    proof.register.defects["two"] = replace(proof.register.defects["two"], key="old")
    assert proof.document()["stale"] == ["two"]
    assert failures(proof.document()) == ["1 scenarios unproved", "1 stale"]


def test_the_matrix_runs_every_scenario_on_every_defect(proof: Proof) -> None:
    sizes = {job.name: len(job.places) for job in proof.jobs(matrix=True)}
    assert sizes["one"] == sizes["two"] == len({each.place for each in proof.everything})
