/** Who signed, with which key, and until when it holds. */
import { createHash } from "node:crypto";
import type { Officer } from "#policies/model/policy-bundle.ts";
import { both } from "../../output/language.ts";
import { html, type Html } from "./html.ts";
import type { PolicyPage, Speech } from "./policy-page.ts";

/** As `ssh-keygen -l` shows a key: SHA-256 of the key blob, base64 without padding. @param key as a root carries it */
export const keyFingerprint = (key: string): string =>
  `SHA256:${createHash("sha256").update(Buffer.from(key.split(" ")[1] ?? "", "base64")).digest("base64").replace(/=+$/, "")}`;

/** A table of officers with their keys. */
function officersTable(officers: readonly Officer[], { say }: Speech): Html {
  const title = both("Qui a signé", "Who signed");
  return html`<div class="wide" role="region" tabindex="0" aria-label="${say(title)}"><table><caption>${say(title)}</caption>
<thead><tr><th scope="col">${say(both("Nom", "Name"))}</th><th scope="col">${say(both("Charge", "Office"))}</th><th scope="col">${say(both("Empreinte de la clé", "Key fingerprint"))}</th></tr></thead>
<tbody>${officers.map(({ name, title: office, key }) => html`<tr><th scope="row">${name}</th><td>${say(office)}</td><td><code>${keyFingerprint(key)}</code>${key.startsWith("sk-") ? html` ${say(both("(sur un jeton matériel)", "(on a hardware token)"))}` : ""}</td></tr>`)}</tbody></table></div>`;
}

export function signatureSection({ signed, now }: PolicyPage, speech: Speech): Html {
  const { say, moment } = speech;
  if (signed === null) {
    return html`<p>${say(both("Personne n’a signé ce projet : aucun serveur ni aucune application ne l’applique.", "Nobody has signed this draft: no homeserver and no application obeys it."))}</p>`;
  }
  const { bundle, rootVersion } = signed;
  return html`<dl>
<dt>${say(both("Version", "Version"))}</dt><dd>${bundle.version} (${bundle.layer})</dd>
<dt>SHA-256</dt><dd><code>${bundle.sha256}</code></dd>
<dt>${say(both("Émise le", "Issued"))}</dt><dd>${moment(bundle.issued_at)}</dd>
<dt>${say(now < bundle.expires ? both("Valable jusqu’au", "Valid until") : both("Expirée depuis le", "Expired since"))}</dt><dd>${moment(bundle.expires)}</dd>
<dt>${say(both("Signatures", "Signatures"))}</dt><dd>${say(both(`${bundle.signed_by.length}, dont ${bundle.threshold} requises`, `${bundle.signed_by.length}, of which ${bundle.threshold} are required`))}</dd>
<dt>${say(both("Liste des responsables", "List of officers"))}</dt><dd>${say(both(`version ${rootVersion}`, `version ${rootVersion}`))}</dd>
</dl>
${officersTable(bundle.signed_by, speech)}
<p>${say(both("Cette page dit ce qui a été signé ; elle n’est pas ce qui l’a été. Ce sont les octets signés qui font foi, et la commande « chancery policy verify » les vérifie.", "This page says what was signed; it is not what was. The signed bytes count, and the command “chancery policy verify” verifies them."))}</p>`;
}
