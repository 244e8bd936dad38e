import { describe, expect, it } from "vitest";
import { ask, CAMILLE, referenceBundle, SAMUEL, SERVICE } from "../../vectors/source/decision-case.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import { decide } from "./decide.ts";
import { creationOf, creationRequest } from "./room-creation-body.ts";

const bundle = { ...referenceBundle, sha256: "0".repeat(64), signed_by: [], threshold: 1 };
const details = { invite: [SAMUEL], name: "Salon", topic: null, aliasLocalpart: null, predecessorRoomId: null };

describe("a room created as its class says", () => {
  it.each(Object.entries(referencePolicy.room_classes))("%s passes the floor it will be asked", (classId, roomClass) => {
    const body = creationOf(classId, roomClass, details);
    const { classId: claimed, creation } = creationRequest(body);
    expect(claimed).toBe(classId);
    const request = ask("create_room", roomClass.kind === "governance" ? SERVICE : CAMILLE, claimed, { creation, room: { id: null } });
    expect(decide(bundle, request)).toMatchObject({ effect: "allow", rule_id: "R-0100" });
  });

  it("says everything that is fixed for ever", () => {
    const roomClass = referencePolicy.room_classes["interministerial"];
    if (roomClass === undefined) throw new Error("the reference policy lost a class");
    expect(creationOf("interministerial", roomClass, { ...details, topic: "Crue", aliasLocalpart: "coordination", predecessorRoomId: "!old" })).toEqual({
      room_version: "12",
      preset: "private_chat",
      is_direct: false,
      invite: [SAMUEL],
      name: "Salon",
      topic: "Crue",
      room_alias_name: "coordination",
      creation_content: { "org.chancery.room_class": "interministerial", "m.federate": true, predecessor: { room_id: "!old" } },
      initial_state: [
        { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
        { type: "m.room.join_rules", state_key: "", content: { join_rule: "invite" } },
        { type: "m.room.history_visibility", state_key: "", content: { history_visibility: "joined" } },
        { type: "m.room.guest_access", state_key: "", content: { guest_access: "forbidden" } },
      ],
      power_level_content_override: { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 },
    });
  });

  it("says nothing of what was not told, and is open where the class is", () => {
    const roomClass = referencePolicy.room_classes["governance"];
    if (roomClass === undefined) throw new Error("the reference policy lost a class");
    const body = creationOf("governance", roomClass, { ...details, name: null });
    expect(Object.keys(body).sort()).toEqual(["creation_content", "initial_state", "invite", "is_direct", "power_level_content_override", "preset", "room_version"]);
    expect(body.preset).toBe("public_chat");
    expect(body.creation_content).toEqual({ "org.chancery.room_class": "governance", "m.federate": roomClass.federate });
  });

  it("is a direct conversation where the class is one", () => {
    const roomClass = referencePolicy.room_classes["direct"];
    if (roomClass === undefined) throw new Error("the reference policy lost a class");
    expect(creationOf("direct", roomClass, { ...details, name: null })).toMatchObject({ is_direct: true, preset: "private_chat" });
    expect(creationOf("direct", roomClass, { ...details, name: null })).not.toHaveProperty("name");
  });
});
