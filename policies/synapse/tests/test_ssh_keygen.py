"""What `ssh-keygen -Y sign` writes is what the module verifies."""

import subprocess
from pathlib import Path

import pytest

from chancery_policy.offer_refused import OfferRefusedError
from chancery_policy.sshsig import SigningKey, read_public_key, verify_ssh_signature

NAMESPACE = "chancery-bundle@1"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a key, a message and its signature."""
    directory = tmp_path_factory.mktemp("officer")
    _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(directory / "key"))
    (directory / "message").write_bytes(b"payload")
    _run("ssh-keygen", "-q", "-Y", "sign", "-f", str(directory / "key"), "-n", NAMESPACE, str(directory / "message"))
    return directory


def _key(directory: Path, name: str = "key.pub") -> SigningKey:
    key = read_public_key((directory / name).read_text().strip())
    assert key is not None
    return key


def test_a_signature_by_ssh_keygen_holds(directory: Path) -> None:
    """For these bytes, in this namespace, by this key."""
    armoured = (directory / "message.sig").read_text()
    verify_ssh_signature(armoured, b"payload", _key(directory), NAMESPACE)


@pytest.mark.parametrize(
    ("message", "namespace", "code"),
    [
        (b"payloae", NAMESPACE, "signature_invalid"),
        (b"", NAMESPACE, "signature_invalid"),
        (b"payload", "chancery-root@1", "namespace_wrong"),
    ],
)
def test_it_holds_for_nothing_else(directory: Path, message: bytes, namespace: str, code: str) -> None:
    """One bit of the message, or another purpose."""
    armoured = (directory / "message.sig").read_text()
    with pytest.raises(OfferRefusedError, match=code):
        verify_ssh_signature(armoured, message, _key(directory), namespace)


def test_another_kind_of_key_is_not_supported(directory: Path) -> None:
    """RSA, for example."""
    _run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "", "-f", str(directory / "rsa"))
    (directory / "other").write_bytes(b"payload")
    _run("ssh-keygen", "-q", "-Y", "sign", "-f", str(directory / "rsa"), "-n", NAMESPACE, str(directory / "other"))
    assert read_public_key((directory / "rsa.pub").read_text().strip()) is None
    with pytest.raises(OfferRefusedError, match="key_type_unsupported"):
        verify_ssh_signature((directory / "other.sig").read_text(), b"payload", _key(directory), NAMESPACE)


# Made by ssh-keygen 9.2 with the software token of OpenSSH's own regression tests (Debian: package openssh-tests).
TOKEN_KEY = (
    "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIKsZhoH2lIfc81NDujfrv4xEkHXlJH1LVdJc"
    "2IlZLPuzAAAADHNzaDpjaGFuY2VyeQ=="
)
TOKEN_SIGNATURE = """-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAAFIAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgqxmGgf
aUh9zzU0O6N+u/jESQdeUkfUtV0lzYiVks+7MAAAAMc3NoOmNoYW5jZXJ5AAAAEWNoYW5j
ZXJ5LWJ1bmRsZUAxAAAAAAAAAAZzaGE1MTIAAABnAAAAGnNrLXNzaC1lZDI1NTE5QG9wZW
5zc2guY29tAAAAQKcGp/UM+9r6iMU1PHHs2SoTI4bYXICtORjFgFhtRCxkwKMDbAWA/UQV
t0siT1AaJq1mCdox9+FnHgu7aBMr6wcBEjRWeA==
-----END SSH SIGNATURE-----
"""


def test_a_signature_by_ssh_keygen_with_a_token_holds() -> None:
    """And for no other message, purpose or application."""
    key = read_public_key(TOKEN_KEY)
    assert key is not None
    assert key.application == b"ssh:chancery"
    verify_ssh_signature(TOKEN_SIGNATURE, b"payload", key, NAMESPACE)
    elsewhere = SigningKey(key.point, b"ssh:")
    for other, message, namespace, code in (
        (key, b"Payload", NAMESPACE, "signature_invalid"),
        (key, b"payload", "chancery-root@1", "namespace_wrong"),
        (elsewhere, b"payload", NAMESPACE, "application_wrong"),
    ):
        with pytest.raises(OfferRefusedError, match=code):
            verify_ssh_signature(TOKEN_SIGNATURE, message, other, namespace)
