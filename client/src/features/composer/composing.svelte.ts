/** What is being written in one room: text, reply or edit, and what holds a message back. Knows no markup. */
import type { Failure } from "#client/domain/failure.ts";
import type { RoomId } from "#client/domain/ids.ts";
import type { Live } from "#client/domain/live.ts";
import type { Person } from "#client/domain/person.ts";
import type { MessageSender, OutgoingMessage, Readers } from "#client/domain/ports/message-sender.ts";
import type { Result } from "#client/domain/result.ts";
import type { MessageItem } from "#client/domain/timeline-item.ts";

export type ComposingMode = { readonly kind: "new" } | { readonly kind: "reply" | "edit"; readonly item: MessageItem };

/** Before the message leaves: people whose identity changed, or who are new here, are named and agreed to. */
export interface Hold {
  /** `first_message`: nothing was written here before, so that everybody is new */
  readonly kind: "identity_changed" | "new_recipient" | "first_message";
  readonly people: readonly Person[];
}

const NEW: ComposingMode = { kind: "new" };

/** A draft is stored this long after the last key press. */
const SAVE_AFTER_MS = 400;

/** @returns the people that `failure` names, as far as `readers` knows them; null when it is about nobody. */
export function holdFor(failure: Failure, readers: Readers): Hold | null {
  if (failure.code !== "identity_changed" && failure.code !== "new_recipient") return null;
  const known = failure.code === "identity_changed" ? readers.identityChanged : readers.newcomers;
  const named = known.filter((person) => failure.userIds.includes(person.userId));
  const people = named.length > 0 ? named : known;
  if (people.length === 0) return null;
  return { kind: failure.code === "new_recipient" && readers.firstMessage ? "first_message" : failure.code, people };
}

export class Composing {
  text = $state("");
  mode = $state.raw<ComposingMode>(NEW);
  sending = $state(false);
  failure = $state.raw<Failure | null>(null);
  hold = $state.raw<Hold | null>(null);

  readonly #roomId: RoomId;
  readonly #sender: MessageSender;
  readonly #readers: Live<Readers>;
  #draft = "";
  #saving: ReturnType<typeof setTimeout> | null = null;
  #touched = false;
  /** what stood in the field when it was last handed over */
  #handed = "";
  /** Enter was pressed again, over another text, while one was being handed over */
  #sendRest = false;

  /** @param readers of the same room; the caller opens and closes them */
  constructor(roomId: RoomId, sender: MessageSender, readers: Live<Readers>) {
    this.#roomId = roomId;
    this.#sender = sender;
    this.#readers = readers;
  }

  /** Brings back what was being written here, unless the person was faster. */
  async loadDraft(): Promise<void> {
    const draft = await this.#sender.draft(this.#roomId);
    if (this.#touched || draft === "") return;
    this.#draft = draft;
    this.text = draft;
  }

  type(text: string): void {
    this.text = text;
    this.#touched = true;
    this.failure = null;
    if (this.mode.kind !== "edit") this.#keep(text);
  }

  reply(item: MessageItem): void {
    if (this.mode.kind === "edit") this.text = this.#draft;
    this.mode = { kind: "reply", item };
  }

  /** The text of `item` takes the place of the draft, which comes back afterwards. */
  edit(item: MessageItem): void {
    if (item.body.kind !== "text") return;
    if (this.mode.kind !== "edit") this.#draft = this.text;
    this.#touched = true;
    this.mode = { kind: "edit", item };
    this.text = item.body.text;
  }

  /** Gives up the reply or the edit; the draft stays. */
  cancel(): void {
    if (this.mode.kind === "edit") this.text = this.#draft;
    this.mode = NEW;
    this.failure = null;
  }

  /** Hands the message over. The text stays in the field until it is safe in the outbox. */
  async send(): Promise<void> {
    const field = this.text;
    const text = field.trim();
    if (this.sending) this.#sendRest = field !== this.#handed;
    if (text === "" || this.sending) return;
    if (this.mode.kind === "edit" && !this.#edited(text)) return this.cancel();
    this.sending = true;
    this.failure = null;
    this.#handed = field;
    this.#sendRest = false;
    const result = await this.#handOver(text);
    this.sending = false;
    if (result.ok) {
      this.#done(field);
      return this.#sendRest ? this.send() : undefined;
    }
    this.hold = holdFor(result.failure, this.#readers.current());
    if (!this.hold) this.failure = result.failure;
  }

  /** The sender agrees to the people of the hold, and the message goes. */
  async acceptHold(): Promise<void> {
    const hold = this.hold;
    if (!hold) return;
    this.hold = null;
    this.sending = true;
    const accepted = await this.#sender.acceptReaders(this.#roomId, hold.people);
    this.sending = false;
    if (accepted.ok) await this.send();
    else this.failure = accepted.failure;
  }

  keepHeld(): void {
    this.hold = null;
  }

  /** Stores what is not yet stored. */
  close(): void {
    if (this.#saving === null) return;
    clearTimeout(this.#saving);
    this.#saving = null;
    void this.#sender.saveDraft(this.#roomId, this.#draft);
  }

  /** A message that has not left yet is reworded in its place. */
  #handOver(text: string): Promise<Result<unknown, Failure>> {
    const edited = this.mode.kind === "edit" ? this.mode.item : null;
    if (edited?.eventId === null && edited.transactionId !== null) return this.#sender.revise(edited.transactionId, text);
    return this.#sender.send(this.#roomId, this.#message(text), this.#readers.current().newcomers.map((person) => person.userId));
  }

  #edited(text: string): boolean {
    return this.mode.kind === "edit" && !(this.mode.item.body.kind === "text" && this.mode.item.body.text === text);
  }

  #message(text: string): OutgoingMessage {
    return {
      text,
      replyTo: this.mode.kind === "reply" ? this.mode.item.eventId : null,
      edits: this.mode.kind === "edit" ? this.mode.item.eventId : null,
    };
  }

  /** @param handed what stood in the field when it was handed over; what was typed since is the next message */
  #done(handed: string): void {
    if (this.mode.kind === "edit") {
      this.text = this.#draft;
    } else {
      this.text = this.text.startsWith(handed) ? this.text.slice(handed.length) : this.text;
      this.#keep(this.text);
      this.close();
    }
    this.mode = NEW;
  }

  #keep(text: string): void {
    this.#draft = text;
    if (this.#saving !== null) clearTimeout(this.#saving);
    this.#saving = setTimeout(() => {
      this.#saving = null;
      void this.#sender.saveDraft(this.#roomId, this.#draft);
    }, SAVE_AFTER_MS);
  }
}
