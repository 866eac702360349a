"""The program refuses core dumps and being read by other processes of the same user."""

import json
import subprocess
import sys

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux's")
def test_a_process_that_may_hold_keys_is_not_dumpable():
    code = (
        "import json, sys\n"
        "from field_doc.base import hardening\n"
        "from field_doc.cli.main import main\n"
        "main(['record', 'schema', 'case', '--json'])\n"
        "print(json.dumps(hardening.state()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == {"no_core_dumps": True, "not_dumpable": True}
