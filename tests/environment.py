"""Read before the settings: every test process has a data folder of its own and development settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="liantu-test-")
os.mkdir(os.path.join(HOME, "static"))
os.environ["LIANTU_HOME"] = HOME
os.environ["LIANTU_DEBUG"] = "1"
os.environ.pop("LIANTU_DEMO", None)
if "PYTEST_XDIST_WORKER" in os.environ:  # the cores are shared out already: threads of algebra would only wait
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
