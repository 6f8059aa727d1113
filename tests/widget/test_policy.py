"""When Python starts in the page: the pure decision of widget/static/shim/policy.js, asked in Node."""

import json
import subprocess
from typing import Any

import pytest

from widget import build

ASK = """
import { bootPolicy, deviceFacts } from "./static/shim/policy.js";
const cases = JSON.parse(process.argv[1]);
console.log(JSON.stringify(cases.map(({ boot, navigator }) => bootPolicy({ boot }, deviceFacts(navigator)))));
"""

USUAL = "engaged"
DESKTOP: dict[str, Any] = {"deviceMemory": 8, "hardwareConcurrency": 8, "connection": {"effectiveType": "4g"}}


def asked(*cases: tuple[str | None, dict[str, Any]]) -> list[str]:
    told = json.dumps([{"boot": boot, "navigator": navigator} for boot, navigator in cases])
    command = ["node", "--input-type=module", "-e", ASK, told]
    done = subprocess.run(command, cwd=build.WIDGET, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


def test_script_tag_decides_on_a_usual_device() -> None:
    policies = ["idle", "engaged", "need", "never"]
    assert asked(*((policy, DESKTOP) for policy in policies)) == policies


def test_missing_and_unknown_words_mean_the_usual_policy() -> None:
    assert asked((None, DESKTOP), ("always", DESKTOP), ("", DESKTOP)) == [USUAL] * 3


def test_browser_that_tells_nothing_is_no_weak_device() -> None:
    assert asked(("idle", {}), ("idle", {"hardwareConcurrency": 2})) == ["idle", "idle"]


@pytest.mark.parametrize(
    "changed",
    [
        {"deviceMemory": 2},
        {"deviceMemory": 0.5},
        {"deviceMemory": 4, "hardwareConcurrency": 2},
        {"connection": {"saveData": True, "effectiveType": "4g"}},
        {"connection": {"effectiveType": "2g"}},
    ],
)
def test_weak_devices_and_those_who_save_data_are_spared_whatever_the_tag_says(changed: dict[str, Any]) -> None:
    assert asked(("idle", DESKTOP | changed), ("engaged", DESKTOP | changed)) == ["never", "never"]


def test_devices_just_above_the_limits_are_not_spared() -> None:
    few_cores, little_memory = DESKTOP | {"hardwareConcurrency": 2}, DESKTOP | {"deviceMemory": 4}
    assert asked(("idle", few_cores), ("idle", little_memory)) == ["idle", "idle"]
