"""A real Synapse with the module, on loopback, its database on tmpfs where there is one."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

_MODULES = Path(__file__).parents[1]
_PORTS = range(21000, 21100)
_START_SECONDS = 30
_NO_LIMIT = {"per_second": 10000, "burst_count": 10000}


@dataclass(frozen=True)
class Reply:
    """Status and body of an answer."""

    status: int
    body: dict[str, Any]
    headers: Message = field(repr=False, default_factory=Message)

    @property
    def refused_by(self) -> str | None:
        """The rule named in a refusal, checked to be a whole one."""
        refusal = self.body.get("org.chancery.refusal")
        if refusal is None:
            return None
        assert self.status == HTTPStatus.FORBIDDEN
        assert self.body["errcode"] == "M_FORBIDDEN"
        assert set(refusal) == {"rule_id", "action", "layer", "policy_version"}
        return str(refusal["rule_id"])


def _free_port() -> int:
    for port in _PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


class SynapseProcess:
    """Start with ``start``, stop with ``stop``; ``restart`` keeps everything on disk."""

    def __init__(self, root: object, bundle: object | None, ministry: object | None = None) -> None:
        """Install ``root`` (an envelope), ``bundle`` and ``ministry`` (in transit, or None) as files."""
        memory = Path("/dev/shm")  # noqa: S108 - a directory of its own is made in it
        parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
        self.directory = Path(tempfile.mkdtemp(prefix="chancery-policy-", dir=parent))
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._secret = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self._tokens: dict[str, str] = {}
        self.log = self.directory / "synapse.log"
        (self.directory / "root.json").write_text(json.dumps({"roots": [root]}), "utf-8")
        if bundle is not None:
            (self.directory / "national.json").write_text(json.dumps(bundle), "utf-8")
        if ministry is not None:
            (self.directory / "ministry.json").write_text(json.dumps(ministry), "utf-8")
        self._write_config()

    def _write_config(self) -> None:
        directory = self.directory
        config = {
            "server_name": "etat.example",
            "report_stats": False,
            "pid_file": str(directory / "pid"),
            "listeners": [
                {
                    "port": self.port,
                    "type": "http",
                    "tls": False,
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(directory / "database")}},
            "media_store_path": str(directory / "media"),
            "signing_key_path": str(directory / "signing.key"),
            "registration_shared_secret": self._secret,
            "macaroon_secret_key": self._secret,
            "form_secret": self._secret,
            "trusted_key_servers": [],
            "bcrypt_rounds": 4,
            "default_room_version": "12",
            "log_config": str(directory / "log.yaml"),
            "room_list_publication_rules": [{"action": "allow"}],
            "rc_message": _NO_LIMIT,
            "rc_login": {"address": _NO_LIMIT, "account": _NO_LIMIT},
            "rc_joins": {"local": _NO_LIMIT, "remote": _NO_LIMIT},
            "rc_room_creation": _NO_LIMIT,
            "rc_invites": {"per_room": _NO_LIMIT, "per_user": _NO_LIMIT},
            "modules": [
                {
                    "module": "chancery_policy.module.ChanceryPolicyModule",
                    "config": {
                        "root_file": str(directory / "root.json"),
                        "bundle_file": str(directory / "national.json"),
                        "state_dir": str(directory / "policy-state"),
                        "service_account": "@chancery-service:etat.example",
                    },
                }
            ],
        }
        log = {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"plain": {"format": "%(name)s %(levelname)s %(message)s"}},
            "handlers": {"file": {"class": "logging.FileHandler", "filename": str(self.log), "formatter": "plain"}},
            "root": {"level": "INFO", "handlers": ["file"]},
        }
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (directory / "signing.key").write_text(f"ed25519 a_test {seed}\n", "ascii")
        # JSON is YAML
        (directory / "homeserver.yaml").write_text(json.dumps(config), "utf-8")
        (directory / "log.yaml").write_text(json.dumps(log), "utf-8")

    def start(self) -> None:
        """Start the process and wait until it answers."""
        environment = os.environ | {"PYTHONPATH": str(_MODULES)}
        options: dict[str, Any] = {"cwd": self.directory, "env": environment}
        config = str(self.directory / "homeserver.yaml")
        command = [sys.executable, "-m", "synapse.app.homeserver", "-c", config]
        with (self.directory / "output").open("ab") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output, **options)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                self.call("GET", "/_matrix/client/versions")
            except urllib.error.URLError:
                time.sleep(0.05)  # until the port is open
            else:
                return
        raise RuntimeError(f"Synapse does not start: {(self.directory / 'output').read_text()[-2000:]}")

    def stop(self) -> None:
        """End the process; its files stay."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def restart(self) -> None:
        """End the process and start it on the same files."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """End the process and delete everything."""
        self.stop()
        shutil.rmtree(self.directory)

    def call(
        self, method: str, path: str, body: object | None = None, user: str | None = None, **headers: str
    ) -> Reply:
        """Make a request, as ``user`` (a user ID) if given, registered on first use."""
        request = urllib.request.Request(self.url + path, method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if user is not None:
            request.add_header("Authorization", f"Bearer {self.token(user)}")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Reply(answer.status, json.loads(answer.read() or b"{}"), answer.headers)
        except urllib.error.HTTPError as answer:
            return Reply(answer.code, json.loads(answer.read() or b"{}"), answer.headers)

    def token(self, user: str, *, admin: bool = False) -> str:
        """Return an access token of a user, whose account is made by the shared secret when there is none yet."""
        if user not in self._tokens:
            path = "/_synapse/admin/v1/register"
            nonce = self.call("GET", path).body["nonce"]
            localpart = user[1:].partition(":")[0]
            said = "\0".join((nonce, localpart, "a password", "admin" if admin else "notadmin"))
            mac = hmac.new(self._secret.encode(), said.encode(), hashlib.sha1).hexdigest()
            account = {"nonce": nonce, "username": localpart, "password": "a password", "admin": admin, "mac": mac}
            self._tokens[user] = self.call("POST", path, account).body["access_token"]
        return self._tokens[user]

    def create_room(self, user: str, body: object) -> Reply:
        """Create a room."""
        return self.call("POST", "/_matrix/client/v3/createRoom", body, user)

    def join(self, user: str, address: str) -> Reply:
        """Join by room ID or alias."""
        return self.call("POST", f"/_matrix/client/v3/join/{quote(address)}", {}, user)

    def invite(self, user: str, room_id: str, target: str) -> Reply:
        """Invite."""
        return self.call("POST", f"/_matrix/client/v3/rooms/{quote(room_id)}/invite", {"user_id": target}, user)

    def send(self, user: str, room_id: str, event_type: str, content: object) -> Reply:
        """Send an event of the timeline."""
        path = f"/_matrix/client/v3/rooms/{quote(room_id)}/send/{event_type}/{secrets.token_hex(8)}"
        return self.call("PUT", path, content, user)

    def set_state(self, user: str, room_id: str, event_type: str, content: object, state_key: str = "") -> Reply:
        """Send a state event."""
        path = f"/_matrix/client/v3/rooms/{quote(room_id)}/state/{event_type}/{quote(state_key)}"
        return self.call("PUT", path, content, user)
