"""A homeserver for the tests that need a real one."""

from collections.abc import Callable, Iterator

import pytest

from .example_policy import example_policy
from .signed_things import SignedBundle, make_bundle, make_root
from .synapse_process import SynapseProcess

Starter = Callable[[SignedBundle | None], SynapseProcess]


@pytest.fixture(scope="session")
def version_one() -> SignedBundle:
    """The bundle that the shared homeserver starts with."""
    return make_bundle(example_policy())


@pytest.fixture(scope="module")
def start() -> Iterator[Starter]:
    """Start homeservers; all of them end with the module."""
    running: list[SynapseProcess] = []

    def begin(bundle: SignedBundle | None) -> SynapseProcess:
        synapse = SynapseProcess(make_root(), None if bundle is None else bundle.transit)
        running.append(synapse)
        synapse.start()
        return synapse

    yield begin
    for synapse in running:
        synapse.remove()


@pytest.fixture(scope="module")
def synapse(start: Starter, version_one: SignedBundle) -> SynapseProcess:
    """A homeserver under version 1 of the example policy."""
    return start(version_one)
