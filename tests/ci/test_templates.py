"""The templates of deploy/ci: their own shell steps run as written, in a clean clone with one feature."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.report.annotations import github, gitlab
from support.runs import lane
from tests.promises import PROJECT
from tests.runs.test_suite_promises import written_scenarios
from tests.small_suite import SmallSuite

CI = PROJECT / "deploy" / "ci"
KEPT = ("golden_path/connection.feature",)
"""The feature that stays in the clone: every lane is to be run, none is to take long."""
TOO_LONG = ("make test", "goldenpath proof")
"""Steps that are not run here: the first would run this test, the second takes hours."""
PYTHON = f"""#!/bin/sh
# python -m venv .venv: the project's own environment; what it installs is there already.
mkdir -p .venv/bin
for tool in {PROJECT}/.venv/bin/*; do ln -sf "$tool" .venv/bin/; done
rm .venv/bin/python
printf '#!/bin/sh\\n[ "$2" = pip ] || exec {PROJECT}/.venv/bin/python "$@"\\n' > .venv/bin/python
chmod +x .venv/bin/python
"""


pytestmark = pytest.mark.timeout(600)


def template(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((CI / name).read_text(encoding="utf-8"))
    return read


def shell_steps(name: str) -> Iterator[tuple[str, str]]:
    """What a GitHub workflow runs, by the step's name, in order."""
    for job in template(f"github/{name}.yml")["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                yield step["name"], step["run"]


def gitlab_lines() -> list[str]:
    """Every line that some job of GitLab runs."""
    jobs = [job for job in template("gitlab/.gitlab-ci.yml").values() if isinstance(job, dict)]
    parts = ("before_script", "script", "after_script")
    return list(dict.fromkeys(line for part in parts for job in jobs for line in job.get(part, ())))


class Clone:
    """A clean clone, its environment, and a console to run shell steps on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        subprocess.run(["git", "clone", "-q", str(PROJECT), str(self.folder)], check=True, capture_output=True)
        stub = folder / "bin" / "python"
        stub.parent.mkdir()
        stub.write_text(PYTHON)
        stub.chmod(0o755)
        self.summary = folder / "summary"
        self.environment = os.environ | {
            "PATH": f"{stub.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(self.folder),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GOLDENPATH_TARGET": "embedded",
            "GOLDENPATH_PATIENCE": "4",
        }

    def thins_out(self) -> None:
        """Leaves what a quick run needs."""
        for path in (self.folder / "features").rglob("*.feature"):
            if not str(path).endswith(KEPT):
                path.unlink()

    def runs(self, script: str) -> subprocess.CompletedProcess[str]:
        """As a runner does: bash, which ends at the first error."""
        done = subprocess.run(
            ["bash", "-e", "-c", script], cwd=self.folder, env=self.environment, capture_output=True, text=True,
            check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done

    def scenarios(self) -> int:
        """How many are written in it."""
        return written_scenarios(self.folder / "features")

    def document(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.folder / "reports" / "run.json").read_text())
        return read


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    clone = Clone(tmp_path_factory.mktemp("ci"))
    clone.thins_out()
    return clone


def plays(clone: Clone, name: str) -> str:
    """Runs every shell step of a workflow that does not take too long; what they said."""
    said = ""
    for _, script in shell_steps(name):
        assert "${{" not in script, "a step is plain shell, so that it can be tried anywhere"
        if not any(each in script for each in TOO_LONG) and script != "make lint":  # see test_lint_is_a_target
            said += clone.runs(script).stdout
    return said


def test_a_pull_request_runs_its_lanes_and_says_what_came_of_them(clone: Clone) -> None:
    said = plays(clone, "pull-request")
    assert "Smoke lane: " in said
    assert "Golden-path lane: " in said
    assert "::notice title=verdict::Golden-path lane: " in said
    assert clone.summary.read_text().startswith("# Golden-path lane: ")


def test_main_runs_everything_on_all_cores_and_publishes_the_page(clone: Clone) -> None:
    plays(clone, "main")
    document = clone.document()
    assert document["counts"]["selected"] == document["honesty"]["in_allure"] == clone.scenarios()
    assert (clone.folder / "published" / "index.html").read_text() == (
        clone.folder / "reports" / "business-value.html"
    ).read_text()
    assert not (clone.folder / "published" / "transcripts").exists()


def narrows(script: str) -> bool:
    """Whether a line of shell leaves out scenarios of the suite or real services."""
    words = shlex.split(script.replace("$(nproc)", "2"))
    if words[1:2] != ["run"] or not words[0].endswith("goldenpath"):
        return True
    asked, more = lane.parser().parse_known_args(words[2:])
    given = [*lane.for_behave_of(asked), *more]
    return any(word.startswith(("--tags", "last_failed", "changed", "target", "features")) for word in given)


@pytest.mark.promise("TF-05", broken="a nightly run that is narrowed to a lane, or to what failed")
def test_the_nightly_run_covers_everything(clone: Clone) -> None:
    [everything] = [script for name, script in shell_steps("nightly") if name == "Everything, repeated"]
    assert not narrows(everything)
    for broken in ("run smoke", "run all --tags=@golden_path", "run all --last-failed", "run all features/accounts"):
        assert narrows(everything.replace("run all", broken)), broken
    assert any(not narrows(line) for line in gitlab_lines())
    plays(clone, "nightly")
    document = clone.document()
    assert document["counts"]["selected"] == document["counts"]["passed"] == clone.scenarios()
    assert document["whole"] is True
    assert document["seed"]


def test_gitlab_runs_the_same_lines_and_its_own_ones_work(clone: Clone) -> None:
    known = {line.strip() for name in ("pull-request", "main", "nightly") for _, script in shell_steps(name)
             for line in script.splitlines()}  # fmt: skip
    own = [line for line in gitlab_lines() if line not in known and "pip install" not in line]
    assert any("annotate gitlab" in line for line in own)
    clone.runs("python -m venv .venv")
    if not (clone.folder / "reports" / "run.json").exists():
        clone.runs(".venv/bin/goldenpath run smoke")
    for line in own:
        clone.runs(line)
    assert json.loads((clone.folder / "gl-code-quality-report.json").read_text()) == []


def test_what_the_templates_call_is_there(tmp_path: Path) -> None:
    lines = [*gitlab_lines(), *(script for name in ("pull-request", "nightly") for _, script in shell_steps(name))]
    targets = {match for line in lines for match in re.findall(r"^make (\w+)$", line, re.MULTILINE)}
    assert targets == {"lint", "test"}
    makefile = (PROJECT / "Makefile").read_text()
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    for line in lines:
        for options in re.findall(r"goldenpath proof (.*)", line):
            known = subprocess.run(
                [f"{PROJECT}/.venv/bin/goldenpath", "proof", "--help"], capture_output=True, text=True, check=True
            ).stdout
            assert all(option in known for option in re.findall(r"--\w+", options)), options
    cached = [step["with"]["path"] for name in ("pull-request", "main", "nightly")
              for job in template(f"github/{name}.yml")["jobs"].values() for step in job["steps"]
              if step.get("uses", "").startswith("actions/cache")]  # fmt: skip
    assert {tuple(paths.split()) for paths in cached} == {("reports/history.jsonl", "reports/experience.json")}


STEPS = """
from behave import given, then
@given("Ada is there")
def there(context):
    pass
@then("Ada is content")
def content(context):
    assert False, "expected 100 %, saw none\\nat all"
@then("the suite has a bug")
def bug(context):
    raise KeyError("x")
"""


def test_what_is_red_is_annotated_on_its_line(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.feature(
        """
        Feature: F
          @blocker
          Scenario: one, and more
            Given Ada is there
            Then Ada is content
          Scenario: two
            Then the suite has a bug
          Scenario: three
            Given Ada is there
        """
    )
    document = suite.run().document()
    first, second, notice = github(document)
    assert first == (
        "::error file=features/one.feature,line=6,title=failed%3A one%2C and more::"
        "expected 100 %25, saw none%0Abehave features/one.feature:4"
    )
    assert second.startswith("::error file=features/one.feature,line=8,title=broken%3A two::KeyError: 'x'%0A")
    assert notice.startswith("::notice title=verdict::")
    told = gitlab(document)
    assert [(each["location"], each["severity"]) for each in told] == [
        ({"path": "features/one.feature", "lines": {"begin": 6}}, "blocker"),
        ({"path": "features/one.feature", "lines": {"begin": 8}}, "major"),
    ]
    assert len({each["fingerprint"] for each in told}) == 2
    assert suite.goldenpath("annotate", "github").out.splitlines() == github(document)
    shutil.rmtree(suite.folder / "reports")
    missing = suite.goldenpath("annotate", "github")
    assert (missing.code, len(missing.err.splitlines())) == (2, 1)
