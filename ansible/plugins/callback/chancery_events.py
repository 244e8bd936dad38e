# SPDX-License-Identifier: EUPL-1.2
"""Tell `chancery` how a playbook goes: one JSON object on each line of standard output."""

from __future__ import annotations

DOCUMENTATION = r"""
name: chancery_events
type: stdout
short_description: One JSON object for each thing that happens
description:
  - "C(task_started): C(task). C(task_finished): C(task), C(outcome) (ok, changed, skipped, failed), C(seconds),
    and C(message) when it failed. C(finished): nothing else."
  - Arguments and results of tasks are never shown, only a failed task's message.
"""

import json
import sys
import time

from ansible.plugins.callback import CallbackBase

# Messages that only say that there is a message elsewhere.
EMPTY_MESSAGES = {"", "non-zero return code", "One or more items failed", "All items completed"}
LONGEST_MESSAGE = 4000


class CallbackModule(CallbackBase):
    """Standard output for a program, not for a person."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "chancery_events"

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()
        self._item_messages: list[str] = []

    def v2_playbook_on_task_start(self, task, is_conditional) -> None:
        self._begin(task)

    def v2_playbook_on_handler_task_start(self, task) -> None:
        self._begin(task)

    def v2_runner_item_on_failed(self, result) -> None:
        self._item_messages.append(_message(_values(result)))

    def v2_runner_on_ok(self, result) -> None:
        self._end(result, "changed" if _values(result).get("changed") else "ok")

    def v2_runner_on_skipped(self, result) -> None:
        self._end(result, "skipped")

    def v2_runner_on_failed(self, result, ignore_errors=False) -> None:
        if ignore_errors:
            self._end(result, "ok")
            return
        message = "\n".join(part for part in [*self._item_messages, _message(_values(result))] if part)
        self._end(result, "failed", message)

    def v2_runner_on_unreachable(self, result) -> None:
        self._end(result, "failed", _message(_values(result)))

    def v2_playbook_on_stats(self, stats) -> None:
        _emit({"event": "finished"})

    def _begin(self, task) -> None:
        self._began = time.monotonic()
        self._item_messages = []
        _emit({"event": "task_started", "task": task.name or task.action})

    def _end(self, result, outcome: str, message: str | None = None) -> None:
        task = result.task if hasattr(result, "task") else result._task
        event = {
            "event": "task_finished",
            "task": task.name or task.action,
            "outcome": outcome,
            "seconds": round(time.monotonic() - self._began, 3),
        }
        if message is not None:
            event["message"] = message[-LONGEST_MESSAGE:]
        _emit(event)


def _values(result) -> dict:
    return result.result if hasattr(result, "result") else result._result


def _message(values: dict) -> str:
    """What a failed task says of itself; with `no_log` Ansible has put its own notice in the place of everything else."""
    if "censored" in values:
        return str(values["censored"])
    parts = [str(values.get("msg") or "").strip(), str(values.get("stderr") or "").strip()]
    said = [part for part in parts if part not in EMPTY_MESSAGES]
    return "\n".join(said) or str(values.get("stdout") or "").strip() or parts[0]


def _emit(event: dict) -> None:
    sys.stdout.write(json.dumps(event, ensure_ascii=True) + "\n")
    sys.stdout.flush()
