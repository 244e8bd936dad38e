import { describe, expect, it } from "vitest";
import type { EventId, UserId } from "../domain/ids.ts";
import { mentionedIn, messageContent, revisedContent } from "./message-content.ts";

const IDRIS = "@idris.benali-interieur:etat.example" as UserId;
const ORIGINAL = "$original" as EventId;

describe("the content of a message", () => {
  it("is the text, with the people it mentions", () => {
    expect(messageContent({ text: "Bonjour", replyTo: null, edits: null }, [])).toEqual({ msgtype: "m.text", body: "Bonjour", "m.mentions": {} });
    expect(messageContent({ text: "Bonjour", replyTo: null, edits: null }, [IDRIS])).toMatchObject({ "m.mentions": { user_ids: [IDRIS] } });
  });

  it("names the message replied to", () => {
    expect(messageContent({ text: "Oui", replyTo: ORIGINAL, edits: null }, [])).toMatchObject({ body: "Oui", "m.relates_to": { "m.in_reply_to": { event_id: ORIGINAL } } });
  });

  it("replaces another message, and mentions nobody a second time", () => {
    expect(messageContent({ text: "Non", replyTo: null, edits: ORIGINAL }, [IDRIS])).toEqual({
      msgtype: "m.text",
      body: "* Non",
      "m.mentions": {},
      "m.new_content": { msgtype: "m.text", body: "Non", "m.mentions": { user_ids: [IDRIS] } },
      "m.relates_to": { rel_type: "m.replace", event_id: ORIGINAL },
    });
  });
});

describe("other words for an unsent message", () => {
  it("keep what it answers, and mention whom they name", () => {
    const answer = messageContent({ text: "Oui", replyTo: ORIGINAL, edits: null }, []);
    expect(revisedContent(answer, "Non", [IDRIS])).toEqual(messageContent({ text: "Non", replyTo: ORIGINAL, edits: null }, [IDRIS]));
  });

  it("are refused for what replaces another message", () => {
    expect(revisedContent(messageContent({ text: "Non", replyTo: null, edits: ORIGINAL }, []), "Oui", [])).toBeNull();
  });
});

describe("mentions in a text", () => {
  it.each([
    [`Merci ${IDRIS}.`, [IDRIS]],
    [`${IDRIS}, ${IDRIS}: voir`, [IDRIS]],
    [`(${IDRIS})`, [IDRIS]],
    ["écrire à camille@etat.example", []],
    ["@camille", []],
    [`x${IDRIS}`, []],
  ])("%s", (text, expected) => expect(mentionedIn(text)).toEqual(expected));
});
