/** An instance identifier (II): a root alone names one thing, with an extension one of the root's. */
export interface CcdaId {
  readonly root: string;
  readonly extension: string | null;
}

/** A coded value (CD, CE) with the OID of its code system. */
export interface CcdaCode {
  readonly code: string;
  readonly system: string;
  readonly display: string | null;
}

/** A name of a person (PN). */
export interface CcdaName {
  readonly use: string | null;
  readonly family: string | null;
  readonly given: readonly string[];
  readonly prefix: readonly string[];
  readonly suffix: readonly string[];
  /** What a person reads. */
  readonly text: string;
}

/** Who took part: an author, a signer, an attending. */
export interface CcdaPerson {
  readonly ids: readonly CcdaId[];
  readonly name: CcdaName | null;
  readonly organisation: string | null;
  /** The name of the software, where no person is named (assignedAuthoringDevice). */
  readonly device: string | null;
}

export interface CcdaAuthor extends CcdaPerson {
  readonly time: string | null;
}

/** A legal authenticator or an authenticator. */
export interface CcdaSigner extends CcdaPerson {
  readonly time: string | null;
  /** S signed, I intended, X required. */
  readonly signatureCode: string | null;
}

export interface CcdaPatient {
  readonly ids: readonly CcdaId[];
  readonly names: readonly CcdaName[];
  readonly birthTime: string | null;
  readonly gender: CcdaCode | null;
}

export interface CcdaEncounter {
  readonly ids: readonly CcdaId[];
  readonly codes: readonly CcdaCode[];
  readonly low: string | null;
  readonly high: string | null;
  readonly disposition: CcdaCode | null;
  readonly location: string | null;
  readonly responsible: CcdaPerson | null;
  /** With the kind of participation: ATND, ADM, DIS, CON, REF. */
  readonly participants: readonly { readonly kind: string; readonly person: CcdaPerson }[];
}

/** Another document that this one replaces, appends to or was made from. */
export interface CcdaRelation {
  readonly kind: 'RPLC' | 'APND' | 'XFRM';
  readonly ids: readonly CcdaId[];
}

export interface CcdaSection {
  readonly title: string | null;
  readonly code: CcdaCode | null;
  /** The narrative as markup of a closed set of tags without attributes but spans. */
  readonly html: string;
  readonly sections: readonly CcdaSection[];
}

/** The content of a document that has no sections (nonXMLBody). */
export interface CcdaAttachment {
  readonly mediaType: string;
  /** Null where the document only points to it. */
  readonly bytes: Uint8Array | null;
}

/** What we read of a C-CDA document: its header facts and what a person reads. Times as they stand. */
export interface CcdaDocument {
  readonly id: CcdaId;
  readonly setId: CcdaId | null;
  readonly version: string | null;
  readonly code: CcdaCode | null;
  readonly translations: readonly CcdaCode[];
  readonly title: string | null;
  readonly effectiveTime: string | null;
  readonly confidentiality: CcdaCode | null;
  readonly language: string | null;
  readonly patient: CcdaPatient;
  readonly encounter: CcdaEncounter | null;
  readonly authors: readonly CcdaAuthor[];
  readonly legalAuthenticator: CcdaSigner | null;
  readonly authenticators: readonly CcdaSigner[];
  readonly custodian: string | null;
  readonly relations: readonly CcdaRelation[];
  readonly sections: readonly CcdaSection[];
  readonly attachment: CcdaAttachment | null;
}
