import type { CcdaId } from './ccda-document.ts';

export interface Identifier {
  readonly system: string;
  readonly value: string;
}

/** The National Provider Identifier, and the social security number, which names no chart. */
export const npiSystem = 'http://hl7.org/fhir/sid/us-npi';
export const socialSecuritySystem = 'http://hl7.org/fhir/sid/us-ssn';

/** The OIDs of national authorities, by the systems that HL7 v2 and FHIR senders use for the same. */
const nationalSystems: Readonly<Record<string, string>> = {
  '2.16.840.1.113883.4.6': npiSystem,
  '2.16.840.1.113883.4.1': socialSecuritySystem,
};

/**
 * II → Identifier: `urn:oid:<root>` with the extension, or the system under which the site knows that
 * root. A root alone is itself the value (C-CDA on FHIR, ids to identifiers).
 */
export function identifierOf(
  { root, extension }: CcdaId,
  systems: Readonly<Record<string, string>>,
): Identifier {
  const uri = /^\d+(\.\d+)+$/.test(root)
    ? `urn:oid:${root}`
    : /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(root)
      ? `urn:uuid:${root.toLowerCase()}`
      : `urn:id:${encodeURIComponent(root)}`;
  if (extension === null) return { system: 'urn:ietf:rfc:3986', value: uri };
  const known = Object.hasOwn(systems, root) ? systems[root] : nationalSystems[root];
  return { system: known ?? uri, value: extension };
}

/** `system|value`. */
export function token({ system, value }: Identifier): string {
  return `${system}|${value}`;
}

/** `Patient?identifier=system|value`: what the entries of one document call each other. */
export function keyOf(type: string, identifier: Identifier): string {
  return `${type}?identifier=${token(identifier)}`;
}
