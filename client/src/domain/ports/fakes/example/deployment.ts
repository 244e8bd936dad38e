import type { Deployment } from "../../deployment.ts";

export const EXAMPLE_DEPLOYMENT: Deployment = {
  homeserver: "http://127.0.0.1:18008",
  serverName: "etat.example",
  brand: {
    name: { fr: "Messagerie de l’État", en: "State Messaging" },
    crest: null,
    tokens: { light: {}, dark: {} },
    helpdesk: { fr: "Aide\u00a0: 01\u00a000\u00a000\u00a000\u00a000", en: "Help: 01\u00a000\u00a000\u00a000\u00a000" },
  },
  root: { payload: "", signatures: [] },
  minimumPolicyVersion: 1,
  pinnedBy: "delivering_server",
};
