/**
 * Documents that officers get wrong, as edits of the example state's `policy.yaml`, with the code that they must be told and what is
 * suggested. The line that is reported is the one that holds the last line of what was written, unless `at` says which.
 */
import type { CompileCode } from "../../src/compile/compile-problem.ts";

export interface BadDocument {
  readonly from: string;
  readonly to: string;
  readonly code: CompileCode;
  readonly suggestion: string | null;
  /** a part of the line that must be reported */
  readonly at: string;
}

const bad = (code: CompileCode, from: string, to: string, suggestion: string | null = null, at = to.trim().split("\n").at(-1) ?? ""): BadDocument => ({ from, to, code, suggestion, at });

/** A field under another name; the name that is meant is suggested. */
const misspelt = (names: string): readonly BadDocument[] =>
  names.split(" ").map((pair) => {
    const [right = "", wrong = ""] = pair.split(">");
    return bad("unknown_field", `${right}:`, `${wrong}:`, right);
  });
/** A value that is none of those that there are. */
const value = (field: string, right: string, wrong: string, suggestion: string | null = right): BadDocument => bad("wrong_value", `${field}: ${right}`, `${field}: ${wrong}`, suggestion);
const action = (right: string, wrong: string, suggestion: string | null = right): BadDocument => bad("wrong_value", `actions: [${right}]`, `actions: [${wrong}]`, suggestion);
const users = (code: CompileCode, glob: string, suggestion: string | null): BadDocument => bad(code, 'users: ["@*-sg:etat.example"]', `users: [${JSON.stringify(glob)}]`, suggestion, "users:");
const servers = (code: CompileCode, server: string, suggestion: string | null): BadDocument => bad(code, 'users: ["@*-sg:etat.example"]', `servers: [${JSON.stringify(server)}]`, suggestion, "servers:");
/** `title: {…}` of a set, in which anything can stand. */
const word = (code: CompileCode, text: string, suggestion: string | null): BadDocument => bad(code, "en: General Secretariat\ncontact", `en: ${text}\ncontact`, suggestion, `en: ${text}`);
const contact = (code: CompileCode, text: string, suggestion: string | null): BadDocument => bad(code, "contact: regles@etat.example", `contact: ${text}`, suggestion, "contact:");
const missing = (field: string, line: string): BadDocument => bad("missing_field", line, line.replace(/\S.*\n/, "").replace(/^ +$/, ""), `${field}:`, "");
const noDefault = (name: string, is: string): BadDocument => bad("default_missing", `  ${name}: ${is}\n`, "", `${name}: deny`, "");
const rule = "  - id: R-0002";
/** A rule of its own before R-0002. */
const ruled = (code: CompileCode, lines: string, suggestion: string | null, at: string): BadDocument =>
  bad(code, rule, `  - id: R-9000\n    title: {fr: Essai, en: Trial}\n    because: {reason: {fr: a, en: a}, remedy: {fr: b, en: b}}\n${lines}\n${rule}`, suggestion, at);
const excepted = (code: CompileCode, lines: string, suggestion: string | null, at: string): BadDocument =>
  ruled(code, `    effect: deny\n    actions: [join]\n    exceptions:\n      - ${lines.replaceAll("\n", "\n        ")}`, suggestion, at);

export const badDocuments: readonly BadDocument[] = [
  ...misspelt("lang>langue id>ids owner>ownr contact>contacts layer>layers defaults>default sets>set room_sets>room_set room_classes>room_clases rules>rule"),
  ...misspelt("effect>efect actions>action who>whom because>becuase reason>reson remedy>remedi target>targett users>user kind>kinds mark>marks encryption>encrypton"),
  ...misspelt("join_rule>joinrule history_visibility>history_visiblity new_member>new_members power_levels>power_level sets_not>set_not"),
  ...misspelt("class>clas class_not>class_no mode>mod summary>sumary members>member events_default>event_default state_default>states_default create_room>create_rooms"),
  bad("unknown_field", "layer: national", "layer: national\ndescription: Bonjour"),
  bad("unknown_field", "layer: national", "layer: national\nversion: 3"),
  bad("unknown_field", "who: {external: false}", "who: {group: sg}", null, "who:"),
  bad("unknown_field", "who: {external: false}", "who: {verified_device: true}", null, "who:"),
  bad("unknown_field", "room: {class: [governance]}", "room: {encrypted: true}", null, "room:"),
  bad("unknown_field", "room: {class: [governance]}", "room: {alias: [x]}", null, "room:"),
  bad("unknown_field", "  join: deny", "  join: deny\n  knock: deny"),
  bad("unknown_field", "  join: deny", "  join: deny\n  upload: deny"),
  // values
  value("lang", "chancery/1", "chancery/2"), value("lang", "chancery/1", "chancery"), value("lang", "chancery/1", "1", null),
  value("layer", "national", "nation"), value("layer", "national", "nationall"), value("layer", "national", "town", null),
  value("effect", "allow", "alow"), value("effect", "allow", "permit", null), value("effect", "deny", "denie"), value("effect", "deny", "refuse", null), value("effect", "allow", "ALLOW", "allow"),
  value("join", "deny", "denied", null), value("send", "deny", "maybe", null), value("mode", "evaluate", "evalute"), value("mode", "evaluate", "off", null),
  value("kind", "direct", "direkt"), value("kind", "space", "spaces"), value("kind", "governance", "governence"), value("mark", "public", "publik"), value("mark", "space", "rocket", null),
  value("encryption", "required", "require"), value("encryption", "required", "optional", null), value("encryption", "none", "non"), value("join_rule", "invite", "invited"), value("join_rule", "invite", "knock", null), value("join_rule", "public", "restricted", null),
  value("history_visibility", "joined", "join"), value("history_visibility", "world_readable", "world-readable"), value("history_visibility", "shared", "everything", null), value("new_member", "hold", "held"), value("new_member", "hold", "wait", null),
  action("create_room", "create_rooms"), action("create_room", "createroom"), action("create_room", "knock", null), action("create_room", "JOIN", "join"), action("create_room", "export_keys", null), action("invite", "invit"), action("invite", "add_external", null), action("upgrade_room", "upgrade_rooms"), action("change_power", "change_powers"),
  bad("wrong_value", "id: R-0002", "id: R-02"), bad("wrong_value", "id: R-0002", "id: r-0002"), bad("wrong_value", "id: R-0002", "id: R-00020"), bad("wrong_value", "id: R-0002", "id: R0002"), bad("wrong_value", "id: example-state", "id: Example"), bad("wrong_value", "id: example-state", "id: example state"),
  bad("wrong_value", "  finances:\n", "  Finances:\n"), bad("wrong_value", "  finances:\n", "  ministère:\n"), bad("wrong_value", "  finances:\n", "  2finances:\n"), bad("wrong_value", "  finances:\n", "  fi-nances:\n"),
  // names
  bad("unknown_set", "sets_not: [service]", "sets_not: [services]", "service"), bad("unknown_set", "sets_not: [sg]", "sets_not: [gs]", null), bad("unknown_set", "sets_not: [sg]", "sets_not: [ministry_of_x]", null),
  bad("unknown_class", "class: [governance]", "class: [governence]", "governance"), bad("unknown_class", "class: [announcements]", "class: [announcement]", "announcements"), bad("unknown_class", "class_not: [direct]", "class_not: [directs]", "direct"), bad("unknown_class", "class: [governance]", "class: [secret]"),
  bad("unknown_room_set", "room: {sets: [confidential]}", "room: {sets: [confidentiel]}", "confidential"), bad("unknown_room_set", "room: {sets: [confidential]}", "room: {sets_not: [crisis]}"),
  bad("unknown_class", "classes: [interministerial, open_external, direct]", "classes: [interministeriel]", "interministerial"),
  bad("unknown_set", "members: {externals: true}", "members: {sets: [interieurs]}", "interieur"),
  bad("duplicate_id", "id: R-0002", "id: R-0001"), bad("duplicate_value", "actions: [create_room]", "actions: [create_room, create_room]"), bad("duplicate_value", "sets_not: [service]", "sets_not: [service, service]"), bad("duplicate_value", "class: [governance]", "class: [governance, governance]"),
  // letters that look alike
  bad("look_alike", "  finances:\n", "  finаnces:\n", "finances"), bad("look_alike", "layer:", "lаyer:", "layer"), bad("look_alike", "sets_not: [service]", "sets_not: [sеrvice]", "service"), bad("look_alike", "class: [governance]", "class: [gоvernance]", "governance"), bad("look_alike", "    effect: allow", "    еffect: allow", "effect"),
  users("look_alike", "@*-sg:еtat.example", "@*-sg:etat.example"), users("look_alike", "@*-sg：etat.example", "@*-sg:etat.example"), users("look_alike", "＠*-sg:etat.example", "@*-sg:etat.example"), users("look_alike", "@*–sg:etat.example", "@*-sg:etat.example"), servers("look_alike", "dеfense.example", "defense.example"), servers("look_alike", "defense．example", "defense.example"),
  // servers and globs
  servers("server_not_lower_case", "Defense.example", "defense.example"), servers("server_not_lower_case", "DEFENSE.EXAMPLE", "defense.example"), servers("server_not_ascii", "défense.example", "xn--dfense-bva.example"), servers("server_is_a_glob", "*.example", 'users: ["@*:*.example"]'), servers("server_is_a_glob", "defense?.example", 'users: ["@*:defense?.example"]'), servers("wrong_value", "https://defense.example/", null), servers("wrong_value", "defense example", null), servers("wrong_value", "@a:defense.example", null),
  users("glob_server_not_lower_case", "@*-sg:Etat.example", "@*-sg:etat.example"), users("regex_glob", "@.*-sg:etat\\.example", "@*-sg:etat.example"), users("regex_glob", "^@*-sg:etat.example$", "@*-sg:etat.example"), users("regex_glob", "@(anne|bruno):etat.example", null), users("regex_glob", "@[a-z]*:etat.example", null), users("regex_glob", ".*", "*"), users("regex_glob", "@a{2}:etat.example", null), users("regex_glob", "@anne\\d:etat.example", null),
  users("glob_never_matches", "anne:etat.example", "@anne:etat.example"), users("glob_never_matches", "@anne", "@anne:*"), users("glob_never_matches", "@anne dupont:etat.example", null), users("glob_never_matches", "@hélène:etat.example", null), ...["@*", "@*:*", "@*-sg:*.example"].map((glob) => bad("floor", 'users: ["@*-sg:etat.example"]', `users: [${JSON.stringify(glob)}]`, null, "  sg:")), users("wrong_value", "", null),
  // what YAML does
  word("ambiguous_yaml", "no", '"no"'), word("ambiguous_yaml", "Yes", '"Yes"'), word("ambiguous_yaml", "on", '"on"'), word("ambiguous_yaml", "off", '"off"'), word("ambiguous_yaml", "N", '"N"'), word("ambiguous_yaml", "22:30", '"22:30"'), word("ambiguous_yaml", "1:20:30", '"1:20:30"'), word("wrong_type", "3939", '"3939"'), word("wrong_type", "true", '"true"'), word("wrong_type", "3.14", '"3.14"'), word("wrong_type", "0x1F", '"0x1F"'), word("wrong_type", "1e3", '"1e3"'), word("wrong_type", "[a]", null), word("wrong_type", "{a: b}", null), word("empty_value", "~", null), word("empty_value", "null", null),
  contact("ambiguous_yaml", "no", '"no"'), contact("wrong_type", "112", '"112"'), contact("tag", "!urgent", null), contact("tag", "!!binary aGVsbG8=", null), contact("alias", "&c regles@etat.example", null), contact("alias", "*c", null), contact("wrong_value", '""', null), contact("wrong_value", '"   "', null), contact("yaml_syntax", "@regles", null), contact("yaml_syntax", "`x`", null), contact("yaml_syntax", "'x", null), contact("hidden_character", "regles\u200b@etat.example", null), contact("hidden_character", "\u202eselger", null),
  bad("tab", "layer: national", "layer:\tnational"), bad("tab", "  finances:\n", "\tfinances:\n"), bad("duplicate_key", "layer: national", "layer: national\nlayer: ministry"), bad("duplicate_key", "  join: deny", "  join: deny\n  join: allow"), bad("several_documents", "layer: national", "layer: national\n---\nlayer: ministry", null, "---"), bad("unknown_field", "who: {external: false}", "<<: {external: false}", null, "<<"), bad("yaml_syntax", "sets:\n", "sets: {\n", null, ""), bad("yaml_syntax", "defaults:\n", "defaults: [\n", null, ""),
  bad("wrong_type", "public: true", "public: yes", "true"), bad("wrong_type", "public: true", "public: oui", "true"), bad("wrong_type", "public: true", "public: True", "true"), bad("wrong_type", "public: true", "public: 1"), bad("wrong_type", "public: true", 'public: "true"', "true"), bad("wrong_type", "external: false", "external: no", "false", "external: no"), bad("wrong_type", "{events_default: 100}", "{events_default: 0100}"), bad("wrong_type", "{events_default: 100}", "{events_default: 1_00}"), bad("wrong_type", "{events_default: 100}", "{events_default: 50.5}"), bad("wrong_type", "{events_default: 100}", "{events_default: cent}"), bad("wrong_type", "actions: [create_room]", "actions: create_room"), bad("wrong_value", "actions: [create_room]", "actions: []"), bad("wrong_type", "who: {external: false}", "who: external"), bad("says_nothing", "who: {external: false}", "who: {}"), bad("says_nothing", "room: {class: [governance]}", "room: {}"), bad("empty_value", "who: {external: false}", "who:"),
  // what is left out
  ...(["change_history", "create_room", "invite", "join", "make_public", "publish", "send", "start_call", "upgrade_room"] as const).map((name) => noDefault(name, "deny")), noDefault("change_power", "allow"), noDefault("set_alias", "allow"),
  missing("contact", "contact: regles@etat.example\n"), missing("layer", "layer: national\n"), missing("id", "id: example-state\n"), missing("lang", "lang: chancery/1\n"), missing("actions", "    actions: [create_room]\n"), missing("effect", "    effect: allow\n"), missing("mark", "    mark: ministries\n"), missing("join_rule", "    join_rule: invite\n"), missing("encryption", "    encryption: required\n"), missing("history_visibility", "    history_visibility: joined\n"), bad("missing_field", "title: {fr: Espace, en: Space}", "title: {fr: Espace}", "en:"), bad("missing_field", "title: {fr: Espace, en: Space}", "title: {en: Space}", "fr:"),
  // effects and exceptions
  ruled("wrong_effect", "    effect: require\n    actions: [send]", "requires:", "effect: require"), ruled("wrong_effect", "    effect: deny\n    actions: [send]\n    requires: [confirmed]", null, "requires:"), ruled("wrong_effect", "    effect: deny\n    actions: [send]\n    obligations: [log]", null, "obligations:"), ruled("wrong_value", "    effect: require\n    actions: [send]\n    requires: [mfa]", null, "mfa"), ruled("wrong_value", "    effect: require\n    actions: [send]\n    requires: [confirm]", "confirmed", "confirm]"), ruled("wrong_value", "    effect: allow\n    actions: [send]\n    obligations: [watermark]", null, "watermark"), ruled("floor", "    effect: deny\n    actions: [send]\n    room: {class_not: [announcements]}", null, "id: R-9000"),
  excepted("missing_field", 'room_id: "!a"\napproved_by: anne.morel', "until:", 'room_id: "!a"'), excepted("missing_field", 'room_id: "!a"\nuntil: 2027-01-01T00:00:00Z', "approved_by:", 'room_id: "!a"'), excepted("exception_too_long", 'room_id: "!a"\nuntil: 2030-01-01T00:00:00Z\napproved_by: x', "2027-05-22T00:00:00Z", "until:"), excepted("exception_for_everybody", "until: 2027-01-01T00:00:00Z\napproved_by: x", null, "until:"), excepted("wrong_value", 'room_id: "!a"\nuntil: 2027-01-01\napproved_by: x', "2027-01-01T23:59:59Z", "until:"), excepted("ambiguous_yaml", 'room_id: "!a"\nuntil: 22:30\napproved_by: x', '"22:30"', "until:"), excepted("wrong_value", 'room_id: "#a:etat.example"\nuntil: 2027-01-01T00:00:00Z\napproved_by: x', null, "room_id:"), excepted("wrong_value", 'room_id: "!a"\nuntil: 2027-02-30T00:00:00Z\napproved_by: x', null, "until:"), excepted("wrong_value", 'room_id: "!a"\nuntil: 2027-01-01T00:00:00+01:00\napproved_by: x', null, "until:"),
];
