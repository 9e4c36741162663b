"""What an operator installs by: units, a compose file, an example of settings. They fit the program that is here."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cocaf import config
from cocaf.cli.main import COMMANDS
from tests.house.repository import ROOT

PACKAGING = ROOT / "packaging"
UNITS = sorted((PACKAGING / "systemd").glob("*.service"))
NAMES = {name for one in config.SETTINGS for name in (one.name, f"{one.name}_FILE")}
HARDENED = (
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
    "PrivateDevices=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes", "ProtectProc=invisible", "UMask=0077",
    "LimitCORE=0", "User=cocaf",
)  # fmt: skip


def compose() -> Any:
    return yaml.safe_load((PACKAGING / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists_with_nothing_that_it_does_not_need(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert [wanted for wanted in HARDENED if wanted not in lines] == []
    (started,) = (line for line in lines if line.startswith("ExecStart="))
    assert re.match(r"ExecStart=/opt/cocaf/bin/cocaf (\S+)", started)[1] in COMMANDS
    assert {line.split("=")[1] for line in lines if line.startswith("Environment=COCAF_")} <= NAMES


def test_the_key_process_has_no_network() -> None:
    lines = (PACKAGING / "systemd" / "cocaf-keys.service").read_text(encoding="utf-8").splitlines()
    assert {"PrivateNetwork=yes", "RestrictAddressFamilies=AF_UNIX", "IPAddressDeny=any"} <= set(lines)
    assert compose()["services"]["keys"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"] == {"internal": True}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd's own checker is not on this machine")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    for path in (PACKAGING / "systemd").iterdir():
        text = path.read_text(encoding="utf-8").replace("/opt/cocaf/bin/cocaf", sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    paths = sorted(str(path) for path in tmp_path.iterdir())
    told = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False)
    ours = [line for line in told.stderr.splitlines() if "cocaf" in line]
    assert (told.returncode, ours) == (0, [])


def test_the_compose_file_names_settings_secrets_and_commands_that_exist_and_holds_no_password() -> None:
    found = compose()
    for name, service in found["services"].items():
        assert set(service.get("secrets", ())) <= set(found["secrets"]), name
        assert set(service["networks"]) <= set(found["networks"]), name
        assert {volume.split(":")[0] for volume in service["volumes"]} <= set(found["volumes"]), name
        if service["image"] == "cocaf":
            assert service["command"][0] in COMMANDS
            assert set(service.get("environment", ())) <= NAMES
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
    assert not re.search(r"(PASSWORD|PASSPHRASE|URL): \S", (PACKAGING / "compose.yaml").read_text(encoding="utf-8"))
    assert all(secret["file"].startswith("./secrets/") for secret in found["secrets"].values())
    assert all(port.startswith("127.0.0.1:") for port in found["services"]["serve"]["ports"])


def test_the_example_of_settings_has_each_of_them_once_and_starts_as_it_is(tmp_path: Path) -> None:
    text = (PACKAGING / "cocaf.env.example").read_text(encoding="utf-8")
    named = re.findall(r"^# (COCAF_\w+)=", text, re.M)
    assert [name.removesuffix("_FILE") for name in named] == [one.name for one in config.SETTINGS[1:]]
    (tmp_path / "cocaf.env").write_text(text, encoding="utf-8")
    assert config.load({"COCAF_HOME": str(tmp_path)}) == config.load({"COCAF_HOME": str(tmp_path)})
    uncommented = re.sub(r"^# (COCAF_\w+=\S+)$", r"\1", text, flags=re.M)
    (tmp_path / "cocaf.env").write_text(uncommented, encoding="utf-8")
    (tmp_path / "cocaf.env").chmod(0o600)
    assert config.load({"COCAF_HOME": str(tmp_path)}).port == 8100


def test_all_processes_run_as_one_user_for_the_key_process_hears_no_other() -> None:
    users = {line for unit in UNITS for line in unit.read_text("utf-8").splitlines() if line.startswith("User=")}
    assert users == {"User=cocaf"}
