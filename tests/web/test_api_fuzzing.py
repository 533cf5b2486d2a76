"""The REST door against its own description: schemathesis sends a real server what it allows, and what it forbids."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("schemathesis")
LONGEST_SECONDS = 300
EXAMPLES = 40  # of each door and phase


def test_whatever_is_sent_the_door_does_as_its_description_says(address: str, tmp_path: Path) -> None:
    options = [
        *("--checks", "all", "--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES), "--seed", "1"),
        *("--generation-database", "none", "--no-color", "--request-timeout", "20"),
    ]
    command = [str(PROGRAM), "run", f"{address}/api/openapi.json", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    assert "No issues found" in done.stdout
