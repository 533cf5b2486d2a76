"""Keeps the libraries below from reporting home: no use, no device and no question is told to anyone.

Each reads its switch when it is imported or when it first acts, so `microneedling_faq/__init__.py` calls this before any
other import: whichever way in is taken (command line, server, Python, a process that one of them starts), Python runs that
file first. What the caller's environment says does not count; nobody is asked to know these names.
"""

import logging
import os
import sys

_log = logging.getLogger(__name__)

# Name -> value, each as the library compares it (read in the sources of the versions that `pyproject.toml` asks for).
_SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime: on by default; read as its library is loaded
    "GRADIO_ANALYTICS_ENABLED": "False",  # gradio: a report, and a look for newer versions
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, by which gradio and transformers report
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "DO_NOT_TRACK": "1",  # huggingface_hub, and what follows donottrack.sh
    "OTEL_SDK_DISABLED": "true",  # OpenTelemetry, also before FastAPI sets up exporters from the environment
    "FASTAPI_OTEL_AUTO_CONFIGURE": "false",
}


def switch_off() -> None:
    """Set every switch in the environment of this process, which the processes that it starts get too."""
    if "onnxruntime" in sys.modules and os.environ.get("ORT_DISABLE_TELEMETRY") != _SWITCHES["ORT_DISABLE_TELEMETRY"]:
        _log.warning(
            "onnxruntime was imported before microneedling_faq, so its telemetry is on and cannot be switched off any more. "
            "Import microneedling_faq first, or set ORT_DISABLE_TELEMETRY=1"
        )
    os.environ.update(_SWITCHES)
