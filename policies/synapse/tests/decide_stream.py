"""Answer requests from standard input, for comparison with the other implementation: one JSON value a line.

A line ``{"bundles": [...]}`` says what is asked of, national first. A line ``{"requests": [...]}`` is answered by a
line with their decisions, in order. A line ``{"time": n}`` is answered by how long each of the last requests took,
asked ``n`` times over, in nanoseconds.
"""

import json
import sys
import time
from typing import Any

from chancery_policy.evaluate import decide, decide_layers
from chancery_policy.model import PolicyBundle


def _bundle(fields: dict[str, Any]) -> PolicyBundle:
    names = ("layer", "version", "issued_at", "expires", "policy")
    return PolicyBundle(**{name: fields[name] for name in names}, sha256="", signed_by=(), threshold=1)


def _times(bundle: PolicyBundle, requests: list[object], turns: int) -> list[int]:
    taken = []
    for _ in range(turns):
        for request in requests:
            begin = time.perf_counter_ns()
            decide(bundle, request)
            taken.append(time.perf_counter_ns() - begin)
    return taken


def main() -> None:
    """Answer until the input ends."""
    bundles: list[PolicyBundle] = []
    requests: list[object] = []
    for line in sys.stdin:
        asked = json.loads(line)
        if "bundles" in asked:
            bundles = [_bundle(fields) for fields in asked["bundles"]]
            continue
        if "requests" in asked:
            requests = asked["requests"]
            answer: object = [
                decide(bundles[0], request) if len(bundles) == 1 else decide_layers(bundles[0], bundles[1:], request)
                for request in requests
            ]
        else:
            answer = _times(bundles[0], requests, asked["time"])
        sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
