"""Roots, bundles and signatures for tests, as `ssh-keygen -Y sign` would make them."""

import base64
import hashlib
import json
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from nacl.signing import SigningKey

from chancery_policy.instant import instant_of
from chancery_policy.model import BundleInTransit, Envelope

DAY = 24 * 3600


def instant(days: float = 0) -> str:
    """Return the instant ``days`` from now."""
    return instant_of(time.time() + days * DAY)


def encode(value: object) -> bytes:
    """Return a value as the compiler writes it: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def base64_of(data: bytes) -> str:
    """Return RFC 4648 base64."""
    return base64.b64encode(data).decode()


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


@dataclass(frozen=True)
class Officer:
    """Somebody with a key. The same name always has the same key."""

    id: str

    @property
    def _key(self) -> SigningKey:
        return SigningKey(hashlib.sha256(self.id.encode()).digest())

    @property
    def _blob(self) -> bytes:
        return _string(b"ssh-ed25519") + _string(self._key.verify_key.encode())

    def entry(self) -> dict[str, Any]:
        """Return the officer as a root lists them."""
        title = {"fr": "Officier", "en": "Officer"}
        return {"id": self.id, "name": self.id, "title": title, "key": f"ssh-ed25519 {base64_of(self._blob)}"}

    def sign(self, message: bytes, namespace: str) -> str:
        """Return an armoured SSHSIG."""
        head = [namespace.encode(), b"", b"sha512"]
        signed = b"SSHSIG" + b"".join(map(_string, [*head, hashlib.sha512(message).digest()]))
        signature = _string(b"ssh-ed25519") + _string(self._key.sign(signed).signature)
        blob = b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(map(_string, [self._blob, *head, signature]))
        text = base64_of(blob)
        lines = "\n".join(text[at : at + 70] for at in range(0, len(text), 70))
        return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n"


ANNE, BRUNO, CLAIRE, MALLORY = (Officer(name) for name in ("anne.morel", "bruno.petit", "claire.roux", "mallory"))
OFFICERS = (ANNE, BRUNO, CLAIRE)


def envelope(payload: bytes, signers: tuple[Officer, ...], namespace: str) -> Envelope:
    """Sign ``payload``."""
    return {
        "payload": base64_of(payload),
        "signatures": [{"officer": one.id, "signature": one.sign(payload, namespace)} for one in signers],
    }


def make_root(
    version: int = 1,
    officers: tuple[Officer, ...] = OFFICERS,
    signers: tuple[Officer, ...] = (ANNE, BRUNO),
    **changes: object,
) -> Envelope:
    """Return a root of three officers, two of whom must sign."""
    payload: dict[str, object] = {
        "type": "root",
        "version": version,
        "example": True,
        "issued_at": "2026-11-01T00:00:00Z",
        "expires": "2036-11-01T00:00:00Z",
        "officers": [one.entry() for one in officers],
        "root_threshold": 2,
        "layers": {"national": {"officers": [one.id for one in officers], "threshold": 2}},
        "pulse": None,
    }
    return envelope(encode(payload | changes), signers, "chancery-root@1")


def with_ministry(**changes: object) -> Envelope:
    """Return a root that names a ministry too, of which one officer must sign."""
    national = {"officers": [one.id for one in OFFICERS], "threshold": 2}
    ministry = {"officers": [BRUNO.id, CLAIRE.id], "threshold": 1}
    return make_root(layers={"national": national, "ministry": ministry}, **changes)  # type: ignore[arg-type]


POLICY_HOST = Officer("poste-1")


def with_pulse(**changes: object) -> Envelope:
    """Return a root that names one policy host."""
    entry = POLICY_HOST.entry()
    return make_root(pulse={"hosts": [{"id": entry["id"], "key": entry["key"]}]}, **changes)  # type: ignore[arg-type]


def _stated(version: int, signed: Envelope) -> dict[str, object]:
    return {"version": version, "sha256": hashlib.sha256(base64.b64decode(signed["payload"])).hexdigest()}


@dataclass(frozen=True)
class SignedBundle:
    """A bundle, and what a test needs to publish it or to make the one after it."""

    transit: BundleInTransit
    payload: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest that the next bundle names."""
        return hashlib.sha256(self.payload).hexdigest()

    @property
    def chunks(self) -> dict[str, str]:
        """The chunks in base64, by the digest of what they inflate to."""
        return {hashlib.sha256(_inflated(chunk)).hexdigest(): chunk for chunk in self.transit["chunks"]}


def deflated(data: bytes) -> str:
    """Return DEFLATE in base64."""
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return base64_of(stream.compress(data) + stream.flush())


def _inflated(chunk: str) -> bytes:
    return zlib.decompress(base64.b64decode(chunk), wbits=-zlib.MAX_WBITS)


def content(policy: object) -> bytes:
    """Return what chunks make: a policy, and a question that is none."""
    return encode({"policy": policy, "self_test": [{"request": None, "expect": {"effect": "deny", "rule_id": "F-07"}}]})


def emergency_rule(**changes: object) -> dict[str, object]:
    """Return a rule of an overlay: nobody enters interministerial rooms."""
    text = {"fr": "Urgence", "en": "Emergency"}
    return {
        "id": "E-0001",
        "title": text,
        "effect": "deny",
        "actions": ["join"],
        "who": None,
        "target": None,
        "room": {"class": ["interministerial"], "class_not": None, "sets": None, "sets_not": None},
        "mode": "enforce",
        "requires": [],
        "obligations": [],
        "because": {"reason": text, "remedy": text, "contact": None},
        "exceptions": [],
    } | changes


def make_overlay(
    bundle: SignedBundle,
    bundle_version: int = 1,
    version: int = 1,
    signers: tuple[Officer, ...] = (ANNE,),
    **changes: object,
) -> Envelope:
    """Return an overlay that began an hour ago, for a day."""
    payload: dict[str, object] = {
        "type": "overlay",
        "lang": "chancery/1",
        "layer": "national",
        "bundle": _stated(bundle_version, bundle.transit["envelope"]),
        "version": version,
        "issued_at": instant(-1 / 24),
        "expires": instant(23 / 24),
        "rules": [emergency_rule()],
    }
    return envelope(encode(payload | changes), signers, "chancery-overlay@1")


def make_pulse(root: Envelope, bundle: SignedBundle, bundle_version: int = 1, **changes: object) -> Envelope:
    """Return a pulse that was issued an hour ago, for a day."""
    payload: dict[str, object] = {
        "type": "pulse",
        "issued_at": instant(-1 / 24),
        "expires": instant(23 / 24),
        "root": _stated(1, root),
        "layers": {
            "national": {"bundle": _stated(bundle_version, bundle.transit["envelope"]), "overlay": None},
        },
    }
    return envelope(encode(payload | changes), (POLICY_HOST,), "chancery-pulse@1")


def make_ministry_bundle(policy: object, version: int = 1, previous: SignedBundle | None = None) -> SignedBundle:
    """Return a bundle of the layer ministry."""
    return make_bundle(policy, version, previous, signers=(CLAIRE,), layer="ministry")


def make_bundle(
    policy: object,
    version: int = 1,
    previous: SignedBundle | None = None,
    signers: tuple[Officer, ...] = (ANNE, BRUNO),
    chunk_size: int = 40_000,
    **changes: object,
) -> SignedBundle:
    """Return a bundle of ``policy``, good for 90 days unless ``changes`` of its payload say otherwise."""
    data = policy if isinstance(policy, bytes) else content(policy)
    pieces = [data[at : at + chunk_size] for at in range(0, len(data), chunk_size)]
    prev = "0" * 64 if previous is None else previous.sha256
    payload: dict[str, object] = {
        "type": "bundle",
        "lang": "chancery/1",
        "layer": "national",
        "version": version,
        "prev_sha256": None if version == 1 else prev,
        "issued_at": instant(-1),
        "expires": instant(90),
        "compiler": "chancery 0.1.0",
        "chunks": [{"sha256": hashlib.sha256(piece).hexdigest(), "size": len(piece)} for piece in pieces],
    }
    encoded = encode(payload | changes)
    signed = envelope(encoded, signers, "chancery-bundle@1")
    return SignedBundle({"envelope": signed, "chunks": [deflated(piece) for piece in pieces]}, encoded)
