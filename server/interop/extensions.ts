/** Extensions of our own on DocumentReference: what HL7 v2 tells and FHIR R4 has no place for. */

/** HL7 table 0271 (TXA-17), `valueCode`. */
export const completionStatusUrl = 'urn:chartkeeper:completion-status';

/** When the authenticator signed (TXA-22.15), `valueDateTime`. */
export const signedAtUrl = 'urn:chartkeeper:signed-at';

/** Who is to sign (TXA-10), `valueReference`. */
export const assignedSignerUrl = 'urn:chartkeeper:assigned-signer';

/**
 * That a document is a late entry, `valueBoolean`. What it tells of is at `context.period.start` (of a Composition,
 * `event.period.start`); when it was written is its `date`.
 */
export const lateEntryUrl = 'urn:chartkeeper:late-entry';

/** System of the codings that name our own document types. */
export const documentTypeSystem = 'urn:chartkeeper:document-type';

/**
 * What a person decided about a document, with who, when and why: the trail that goes with the document itself. It
 * repeats, and the last one stands.
 */
export const filingUrl = 'urn:chartkeeper:filing';

/** The visit of another patient that a document names; it is not filed there until a person says so. */
export const namedEncounterUrl = 'urn:chartkeeper:named-encounter';

/** How an order was given, on a ServiceRequest: HL7 table 0483 (ORC-30), `valueCode`. */
export const authorizationModeUrl = 'urn:chartkeeper:authorization-mode';

/** Who authenticated a spoken order and when, on a ServiceRequest: `valueReference`, `valueDateTime`. */
export const authenticatedByUrl = 'urn:chartkeeper:authenticated-by';
export const authenticatedAtUrl = 'urn:chartkeeper:authenticated-at';
