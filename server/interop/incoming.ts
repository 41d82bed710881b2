/** A FHIR R4 resource as JSON. */
export interface FhirResource {
  readonly resourceType: string;
  readonly id?: string;
  readonly [element: string]: unknown;
}

/** How an existing resource is found by an identifier: one match is that one, none creates, many are refused. */
export interface Match {
  readonly type: string;
  /** `system|value`. */
  readonly identifier: string;
}

/**
 * One resource that a message brings, whatever language the message spoke.
 *
 * `create` and `update` carry the whole resource. `merge` carries what the message knows: see
 * `merge.ts`; there, an element that is `null` is taken away (HL7 v2's `""`).
 */
export interface Incoming {
  /** What other entries of the message call it: `urn:uuid:…`, `Type/id`, an absolute URL or `Type?identifier=…`. */
  readonly key: string;
  readonly mode: 'create' | 'update' | 'merge' | 'delete';
  readonly match?: Match;
  /** The id that the sender chose (`PUT Type/id`). */
  readonly id?: string;
  /** Create only when nothing matches; a match is left as it is. */
  readonly ifNoneExist?: boolean;
  /** Change only what exists; nothing is created, and references to it keep their identifier alone. */
  readonly ifExists?: boolean;
  /** The version the sender has seen (`If-Match`). */
  readonly ifMatch?: number;
  /** `merge`: elements used only where the stored resource has none. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Where it stands in the message, for refusals: `Bundle.entry[3]`. */
  readonly path?: string;
  readonly resource: FhirResource;
}

/** What became of one incoming resource, in the order of the message. */
export interface ResolvedEntry {
  readonly key: string;
  readonly type: string;
  readonly id: string;
  /** The version now; 0 when there was nothing to delete or change. */
  readonly version: number;
  readonly status: 'created' | 'updated' | 'unchanged' | 'deleted';
}
