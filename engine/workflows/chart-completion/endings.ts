import { type Text, textOf } from '../../model/text.ts';
import type { InstanceView } from '../../workflow.ts';
import type { DeficiencyContext } from './deficiency-context.ts';
import type { FindingKind } from './events.ts';
import { documentName } from './names.ts';

/** What from outside takes a deficiency off its lists. */
export function deficiencyEndings(view: InstanceView<DeficiencyContext>): readonly Text[] {
  if (!view.hasTag('open')) return [];
  const { kind, documentType } = view.context.finding;
  const ending = endings[kind];
  if (ending === undefined) return [];
  const [key, english] = ending;
  return [
    textOf(`ending.${key}`, english, { document: documentName(documentType) }),
    textOf('ending.facts', 'The stay changes so that the rule no longer asks for it'),
  ];
}

const endings: Partial<Readonly<Record<FindingKind, readonly [string, string]>>> = {
  'missing-document': ['arrives', '{document} arrives, signed by the practitioner who owes it'],
  unsigned: ['signed', 'A version of {document} arrives that says it was signed'],
  cosign: ['countersigned', '{document} arrives with the countersignature'],
  'missing-element': ['complete', '{document} arrives with what it lacks'],
  'verbal-order': ['authenticated', 'The order arrives authenticated'],
  'awaiting-transcription': ['transcribed', '{document} arrives transcribed'],
  'edit-transcription': ['edited', '{document} arrives edited and signed'],
};
