import type { DocumentType } from '../../engine/model/chart-facts.ts';
import { documentTypeSystem, filingUrl, namedEncounterUrl } from './extensions.ts';
import { type Element, objectOf, objectsOf, referencedId, textAt } from './fhir/element.ts';
import { sameJson } from './value-parts.ts';

/** What a person decided about a document. */
export type Filing = {
  /** Names the decision once: written a second time it changes nothing. */
  readonly key: string;
  readonly by: string;
  /** When it was decided, epoch milliseconds. */
  readonly at: number;
} & (
  | {
      readonly kind: 'index';
      readonly documentType: DocumentType;
      readonly encounter: FiledEncounter | null;
    }
  | { readonly kind: 'refile'; readonly encounter: FiledEncounter; readonly reason: string | null }
  | { readonly kind: 'retract'; readonly reason: string }
);

/** An encounter, and whose it is. */
export interface FiledEncounter {
  readonly encounterId: string;
  readonly patientId: string | null;
}

/** True when the decision is written in the document already. */
export function isFiled(document: Element, key: string): boolean {
  return filingsOf(document).some((filing) => partOf(filing, 'key')?.valueString === key);
}

/** The document as it is from the decision on, with the decision in it. */
export function filed(document: Element, filing: Filing): Element {
  const trail = (parts: readonly Element[]): Element => ({
    url: filingUrl,
    extension: [
      { url: 'key', valueString: filing.key },
      { url: 'decision', valueCode: filing.kind },
      { url: 'by', valueString: filing.by },
      { url: 'at', valueDateTime: new Date(filing.at).toISOString() },
      ...parts,
    ],
  });
  switch (filing.kind) {
    case 'index': {
      const type = { url: 'type', valueCode: filing.documentType };
      const parts = [type, ...movedBy(document, filing.encounter)];
      return withExtension(
        inEncounter(ofType(document, filing.documentType), filing.encounter),
        trail(parts),
      );
    }
    case 'refile':
      return withExtension(
        inEncounter(document, filing.encounter),
        trail([...movedBy(document, filing.encounter), ...because(filing.reason)]),
      );
    case 'retract':
      return withExtension(retracted(document), trail(because(filing.reason)));
  }
}

/**
 * The next version as its sender told it, with what a person decided about the one before: their type while the
 * sender's codes are the same, their visit while the sender names the one it was taken from, and a retraction.
 */
export function withDecisions(next: Element, before: Element): Element {
  const filings = filingsOf(before);
  if (filings.length === 0) return next;
  const isTold = filingsOf(next).length > 0;
  const kept = isTold ? next : filings.reduce<Element>(withExtension, next);
  return retractedAsBefore(filedAsBefore(typedAsBefore(kept, before), before), before);
}

/** A document that names another patient's visit stays out of that chart; which visit it named is kept. */
export function withoutEncounter(document: Element): Element {
  const { context, extension, ...rest } = document;
  const { encounter, ...others } = objectOf(context) ?? {};
  const [named] = objectsOf(encounter);
  const mark = { url: namedEncounterUrl, valueReference: named };
  const extensions = objectsOf(extension).filter(({ url }) => url !== namedEncounterUrl);
  return {
    ...rest,
    extension: [...extensions, mark],
    ...(Object.keys(others).length > 0 ? { context: others } : {}),
  };
}

function typedAsBefore(next: Element, before: Element): Element {
  const own = codingsIn(before).find(isByHand);
  if (own === undefined || codingsIn(next).some(isByHand)) return next;
  const isSameCode = sameJson(
    codingsIn(next),
    codingsIn(before).filter((one) => !isByHand(one)),
  );
  return isSameCode ? withCoding(next, own) : next;
}

function filedAsBefore(next: Element, before: Element): Element {
  const last = filingsOf(before).findLast((filing) => partOf(filing, 'to') !== undefined);
  if (last === undefined) return next;
  const from = referencedId(partOf(last, 'from')?.valueReference, 'Encounter');
  const isFromThere = encounterIn(next) === from;
  const stands =
    encounterIn(before) === referencedId(partOf(last, 'to')?.valueReference, 'Encounter');
  if (!isFromThere || !stands) return next;
  const { extension, ...rest } = next;
  const extensions = objectsOf(extension).filter(({ url }) => url !== namedEncounterUrl);
  const { encounter } = objectOf(before.context) ?? {};
  return {
    ...rest,
    subject: before.subject,
    extension: extensions,
    context: { ...objectOf(next.context), encounter },
  };
}

function retractedAsBefore(next: Element, before: Element): Element {
  const last = filingsOf(before).at(-1);
  return last !== undefined && partOf(last, 'decision')?.valueCode === 'retract'
    ? retracted(next)
    : next;
}

function retracted(document: Element): Element {
  return { ...document, status: 'entered-in-error', docStatus: 'entered-in-error' };
}

function ofType(document: Element, code: DocumentType): Element {
  return withCoding(document, { system: documentTypeSystem, code, userSelected: true });
}

/** The coding of a person first, those of the sender behind it. */
function withCoding(document: Element, own: Element): Element {
  const [concept] = objectsOf(document.type);
  const others = codingsIn(document).filter((one) => !isByHand(one));
  return { ...document, type: { ...concept, coding: [own, ...others] } };
}

function codingsIn({ type }: Element): readonly Element[] {
  return objectsOf(objectsOf(type)[0]?.coding);
}

function isByHand({ system, userSelected }: Element): boolean {
  return system === documentTypeSystem && userSelected === true;
}

function inEncounter(document: Element, encounter: FiledEncounter | null): Element {
  if (encounter === null) return document;
  const { extension, ...rest } = document;
  const extensions = objectsOf(extension).filter(({ url }) => url !== namedEncounterUrl);
  return {
    ...rest,
    ...(extensions.length > 0 ? { extension: extensions } : {}),
    ...(encounter.patientId === null
      ? {}
      : { subject: { reference: `Patient/${encounter.patientId}` } }),
    context: {
      ...objectOf(document.context),
      encounter: [{ reference: `Encounter/${encounter.encounterId}` }],
    },
  };
}

/** From where to where, and whose it was. */
function movedBy(document: Element, encounter: FiledEncounter | null): readonly Element[] {
  if (encounter === null) return [];
  const from = encounterIn(document);
  const patient = textAt(objectOf(document.subject)?.reference);
  return [
    ...(from === null ? [] : [{ url: 'from', valueReference: { reference: `Encounter/${from}` } }]),
    { url: 'to', valueReference: { reference: `Encounter/${encounter.encounterId}` } },
    ...(patient === null ? [] : [{ url: 'of', valueReference: { reference: patient } }]),
  ];
}

function because(reason: string | null): readonly Element[] {
  return reason === null ? [] : [{ url: 'reason', valueString: reason }];
}

function withExtension(document: Element, extension: Element): Element {
  return { ...document, extension: [...objectsOf(document.extension), extension] };
}

function filingsOf({ extension }: Element): readonly Element[] {
  return objectsOf(extension).filter(({ url }) => url === filingUrl);
}

function partOf(filing: Element, name: string): Element | undefined {
  return objectsOf(filing.extension).find(({ url }) => url === name);
}

function encounterIn({ context }: Element): string | null {
  return referencedId(objectOf(context)?.encounter, 'Encounter');
}
