"""Runs a command and tells how long it took and how much memory it had at most, as one JSON object.

It stands in a process of its own that imports next to nothing: what a process had at most counts the one it was
started from, so a measuring program full of models must not start it itself.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from time import perf_counter


def main(command: list[str]) -> int:
    """Run the command without a word from it; its status is ours."""
    began = perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    seconds = perf_counter() - began
    if done.returncode:
        sys.stderr.buffer.write(done.stderr)
        return done.returncode
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    json.dump({"seconds": seconds, "peak": peak}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
