"""The bill of materials names what the program stands on, with versions, licences and who needs whom."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / ".ci" / "bill_of_materials.py"


def test_it_names_every_package_once_with_version_and_licence():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True)
    bill = json.loads(done.stdout)
    named = {part["name"]: part for part in bill["components"]}

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "microneedling-faq"
    assert len(named) == len(bill["components"])
    assert {"gradio", "numpy", "faiss-cpu", "onnxruntime", "starlette"} <= named.keys()
    assert named["numpy"]["version"] == version("numpy")
    assert named["numpy"]["purl"] == f"pkg:pypi/numpy@{version('numpy')}"
    assert sum("licenses" in part for part in named.values()) > len(named) / 2
    assert not {"pytest", "schemathesis", "mypy"} & named.keys()  # of tests, not of the program


def test_every_reference_leads_somewhere():
    bill = json.loads(subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True).stdout)
    known = {part["bom-ref"] for part in (bill["metadata"]["component"], *bill["components"])}

    assert {each["ref"] for each in bill["dependencies"]} == known
    assert {name for each in bill["dependencies"] for name in each["dependsOn"]} <= known
