/** The documents that a state begins with, made from five answers: agents among themselves, with or without externals. They pass their own tests. */
import { serverSuspicion } from "../compile/suspicious-text.ts";
import type { Instant } from "../model/policy.ts";
import { starterTests } from "./starter-tests.ts";

export interface StarterAnswers {
  /** the administration, in French and in English */
  readonly nameFr: string;
  readonly nameEn: string;
  /** server name of the agents' homeserver */
  readonly server: string;
  /** whom a refused person may ask */
  readonly contact: string;
  readonly externals: boolean;
}

export interface StarterDocuments {
  readonly policy: string;
  readonly publicRooms: string;
  readonly tests: string;
}

/** Whether the documents can be about this server: exact, lower-case ASCII, with room for what is put before it. */
export const isStarterServer = (server: string): boolean => /^[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?(:[0-9]{1,5})?$/.test(server) && serverSuspicion(server) === null;

/** JSON strings are YAML strings, so nothing in an answer can break out. */
const quoted = (text: string): string => JSON.stringify(text);
const onlyIf = (wanted: boolean, text: string): string => (wanted ? text : "");

const HEADING = "# yaml-language-server: $schema=schema/";

const classes = (externals: boolean): string => `room_classes:
  internal:
    title: {fr: Entre agents, en: Among agents}
    summary:
      fr: Entre agents de l’État. Chiffré ; chacun lit à partir de son arrivée.
      en: Among agents of the state. Encrypted; everybody reads from the moment they came.
    mark: ministries
    encryption: required
    join_rule: invite
    history_visibility: joined
${onlyIf(externals, `
  open_external:
    title: {fr: Ouvert aux externes, en: Open to externals}
    summary:
      fr: Avec des personnes hors de l’État. Chiffré ; un bandeau signale les externes.
      en: With people from outside the state. Encrypted; a strip tells of externals.
    mark: externals
    encryption: required
    join_rule: invite
    history_visibility: joined
    members: {externals: true}
    new_member: hold
`)}
  direct:
    title: {fr: Conversation directe, en: Direct conversation}
    summary:
      fr: Entre deux personnes. Chiffrée ; un message attend votre accord si quelqu’un s’ajoute.
      en: Between two people. Encrypted; a message waits for your word if somebody joins.
    kind: direct
    mark: direct
    encryption: required
    join_rule: invite
    history_visibility: joined
    members: {externals: ${String(externals)}}
    new_member: hold

  space:
    title: {fr: Espace, en: Space}
    summary:
      fr: Range des salons ensemble. On n’y écrit pas.
      en: Keeps rooms together. Nobody writes in it.
    kind: space
    mark: space
    encryption: none
    join_rule: invite
    history_visibility: shared
    power_levels: {events_default: 100}

  governance:
    title: {fr: Salon des règles, en: Governance room}
    summary:
      fr: Porte les règles signées jusqu’aux appareils. On n’y écrit pas.
      en: Carries the signed rules to the devices. Nobody writes in it.
    kind: governance
    mark: governance
    encryption: none
    join_rule: public
    history_visibility: shared
    members: {externals: true}
    power_levels: {invite: 100, events_default: 100, state_default: 100}
`;

interface RuleParts {
  readonly id: string;
  readonly titleFr: string;
  readonly titleEn: string;
  readonly effect: "allow" | "deny";
  readonly actions: string;
  /** who, target, room: one line each */
  readonly matchers: readonly string[];
  readonly reasonFr: string;
  readonly reasonEn: string;
  readonly remedyFr: string;
  readonly remedyEn: string;
}

const rule = ({ id, titleFr, titleEn, effect, actions, matchers, reasonFr, reasonEn, remedyFr, remedyEn }: RuleParts): string => `
  - id: ${id}
    title: {fr: ${quoted(titleFr)}, en: ${quoted(titleEn)}}
    effect: ${effect}
    actions: [${actions}]
${matchers.map((line) => `    ${line}\n`).join("")}    because:
      reason:
        fr: ${quoted(reasonFr)}
        en: ${quoted(reasonEn)}
      remedy:
        fr: ${quoted(remedyFr)}
        en: ${quoted(remedyEn)}
`;

const rules = (externals: boolean): readonly RuleParts[] => [
  { id: "R-0001", titleFr: "Les agents ouvrent des salons", titleEn: "Agents open rooms", effect: "allow", actions: "create_room", matchers: ["who: {external: false}"], reasonFr: "Chaque agent peut réunir les personnes dont son travail a besoin.", reasonEn: "Every agent may bring together the people their work needs.", remedyFr: "Choisissez la catégorie du salon ; elle ne change plus ensuite.", remedyEn: "Choose the class of the room; it does not change afterwards." },
  { id: "R-0002", titleFr: "Création du salon des règles", titleEn: "Creation of the governance room", effect: "deny", actions: "create_room, upgrade_room", matchers: ["who: {sets_not: [service]}", "room: {class: [governance]}"], reasonFr: "Le salon des règles est tenu par le compte de service de la messagerie.", reasonEn: "The governance room is kept by the messaging’s service account.", remedyFr: "Proposez une règle à la personne à contacter.", remedyEn: "Propose a rule to the person to contact." },
  { id: "R-0110", titleFr: "Comptes de service dans les salons chiffrés", titleEn: "Service accounts in encrypted rooms", effect: "deny", actions: "join, invite", matchers: ["target: {sets: [service]}", "room: {sets: [confidential]}"], reasonFr: "Aucun automate ne lit les échanges chiffrés.", reasonEn: "No machine reads encrypted conversations.", remedyFr: "Invitez la personne qui a besoin de lire.", remedyEn: "Invite the person who needs to read." },
  { id: "R-0111", titleFr: "Comptes de service et salons chiffrés", titleEn: "Service accounts and encrypted rooms", effect: "deny", actions: "create_room, send", matchers: ["who: {sets: [service]}", "room: {sets: [confidential]}"], reasonFr: "Un salon chiffré appartient aux personnes qui s’y parlent.", reasonEn: "An encrypted room belongs to the people who speak in it.", remedyFr: "Faites ouvrir le salon par un agent.", remedyEn: "Have an agent open the room." },
  { id: "R-0200", titleFr: "Externes parmi les agents", titleEn: "Externals among agents", effect: "deny", actions: "join, invite", matchers: ["target: {external: true}", "room: {class: [internal, space]}"], reasonFr: "Ce salon est réservé aux agents.", reasonEn: "This room is for agents only.", remedyFr: "Demandez à un agent comment vous joindre.", remedyEn: "Ask an agent how to be reached." },
  { id: "R-0201", titleFr: "Les agents se réunissent", titleEn: "Agents meet", effect: "allow", actions: "join, invite", matchers: ["target: {external: false}", "room: {class: [internal, space]}"], reasonFr: "Les agents travaillent ensemble.", reasonEn: "Agents work together.", remedyFr: "Demandez une invitation à un membre du salon.", remedyEn: "Ask a member of the room for an invitation." },
  ...(externals
    ? [{ id: "R-0202", titleFr: "Externes dans les salons ouverts", titleEn: "Externals in open rooms", effect: "allow" as const, actions: "join, invite, send", matchers: ["room: {class: [open_external]}"], reasonFr: "Les externes invités lisent et écrivent ici ; un bandeau signale leur présence.", reasonEn: "Externals who were invited read and write here; a strip tells of their presence.", remedyFr: "Demandez une invitation à un agent membre du salon.", remedyEn: "Ask an agent who is a member of the room for an invitation." }]
    : []),
  { id: "R-0204", titleFr: "Invitations par des externes", titleEn: "Invitations by externals", effect: "deny", actions: "invite", matchers: ["who: {external: true}"], reasonFr: "Seul un agent décide de qui entre dans un salon de l’État.", reasonEn: "Only an agent decides who enters a room of the state.", remedyFr: "Demandez à un agent membre du salon d’inviter cette personne.", remedyEn: "Ask an agent who is a member of the room to invite this person." },
  { id: "R-0205", titleFr: "Conversations directes", titleEn: "Direct conversations", effect: "allow", actions: "join, invite, send", matchers: ["room: {class: [direct]}"], reasonFr: "Un agent parle à qui son travail le demande.", reasonEn: "An agent speaks to whom their work asks.", remedyFr: "Demandez à un agent d’ouvrir la conversation.", remedyEn: "Ask an agent to open the conversation." },
  { id: "R-0206", titleFr: "Règles ouvertes à tous", titleEn: "Rules open to all", effect: "allow", actions: "join", matchers: ["room: {class: [governance]}"], reasonFr: "Chacun peut lire les règles.", reasonEn: "Everybody may read the rules.", remedyFr: "Adressez-vous à la personne à contacter.", remedyEn: "Turn to the person to contact." },
  { id: "R-0207", titleFr: "Les agents écrivent", titleEn: "Agents write", effect: "allow", actions: "send", matchers: ["who: {external: false}", "room: {class: [internal]}"], reasonFr: "Les agents membres d’un salon y écrivent.", reasonEn: "Agents who are members of a room write in it.", remedyFr: "Demandez à un membre du salon de transmettre votre message.", remedyEn: "Ask a member of the room to pass on your message." },
  { id: "R-0300", titleFr: "Mise à niveau d’un salon", titleEn: "Upgrade of a room", effect: "allow", actions: "upgrade_room", matchers: ["who: {external: false}", "room: {class_not: [direct]}"], reasonFr: "Un salon peut être remplacé par un successeur de la même catégorie.", reasonEn: "A room may be replaced by a successor of the same class.", remedyFr: "Demandez-le à un agent membre du salon.", remedyEn: "Ask an agent who is a member of the room." },
  { id: "R-0400", titleFr: "Pouvoir des externes", titleEn: "Power of externals", effect: "deny", actions: "change_power", matchers: ["target: {external: true}"], reasonFr: "Un salon de l’État est tenu par des agents.", reasonEn: "A room of the state is kept by agents.", remedyFr: "Confiez cette charge à un agent membre du salon.", remedyEn: "Give this charge to an agent who is a member of the room." },
];

const policyText = ({ nameFr, nameEn, server, contact, externals }: StarterAnswers): string => `${HEADING}policy-document.schema.json
# Les règles de la messagerie · The rules of the messaging
lang: chancery/1
id: starter
title:
  fr: ${quoted(`Messagerie : ${nameFr}`)}
  en: ${quoted(`Messaging: ${nameEn}`)}
owner:
  fr: ${quoted(nameFr)}
  en: ${quoted(nameEn)}
contact: ${quoted(contact)}
layer: national

# Ce qui vaut quand aucune règle ne dit rien · What holds when no rule says anything
defaults:
  create_room: deny
  join: deny
  invite: deny
  send: deny
  publish: deny
  make_public: deny
  upgrade_room: deny
  change_history: deny
  change_power: allow
  set_alias: allow
  start_call: deny

# Qui est qui. Qui n'est dans aucun ensemble est un externe : les externes ont un serveur à eux.
# Who is who. Whoever is in no set is an external: externals have a server of their own.
sets:
  agents:
    title: {fr: Agents, en: Agents}
    servers: [${quoted(server)}]
  service:
    title: {fr: Comptes de service, en: Service accounts}
    kind: service
    users: [${quoted(`@chancery-service:${server}`)}]

room_sets:
  confidential:
    title: {fr: Salons chiffrés, en: Encrypted rooms}
    classes: [internal, ${onlyIf(externals, "open_external, ")}direct]

# Tout ce que la création d'un salon fixe pour toujours · Everything that the creation of a room fixes for ever
${classes(externals)}
rules:${rules(externals).map(rule).join("")}`;

/** @param now the moment at which the tests take place */
export const starterDocuments = (answers: StarterAnswers, now: Instant): StarterDocuments => ({
  policy: policyText(answers),
  publicRooms: `${HEADING}public-rooms.schema.json
# Les salons où l'on écrit en clair, chacun avec sa raison. · The rooms in which plaintext is written, each with its reason.
rooms: []
`,
  tests: `${HEADING}policy-tests.schema.json
# Ce que les règles doivent répondre · What the rules have to answer
now: ${now}
tests:
${starterTests(answers)}`,
});
