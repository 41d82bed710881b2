import type { ContentRow, EffectRow, ResourceRow } from '../../engine/store.ts';
import { contentHashOf } from '../interop/contents.ts';
import { type Element, objectOf, objectsOf, textAt } from '../interop/fhir/element.ts';
import { readEffect } from '../reading.ts';

/** Types whose words stand in the bytes themselves: there is nothing to read out of them. */
const plain = /^text\/plain\b/i;

/** One effect for each new content of a document whose words must be read out of it: a PDF, a scan, markup. */
export function wordsToRead(
  rows: readonly ResourceRow[],
  contents: readonly ContentRow[],
  at: number,
): readonly EffectRow[] {
  const fresh = new Set(contents.map((row) => row.hash));
  const effects = rows
    .flatMap((row) => holdersIn(row))
    .flatMap((holder) => {
      const contentHash = contentHashOf(holder);
      const contentType = textAt(holder.contentType) ?? 'application/octet-stream';
      if (contentHash === null || !fresh.has(contentHash) || plain.test(contentType)) return [];
      const params = { contentHash, contentType };
      const key = `${readEffect}/${contentHash}`;
      return [{ key, instanceId: '', type: readEffect, params, notBeforeAt: at }];
    });
  return [...new Map(effects.map((effect) => [effect.key, effect])).values()];
}

function holdersIn({ type, isDeleted, body }: ResourceRow): readonly Element[] {
  if (isDeleted) return [];
  switch (type) {
    case 'DocumentReference':
      return objectsOf(body.content)
        .map((one) => objectOf(one.attachment))
        .filter((one) => one !== undefined);
    case 'DiagnosticReport':
      return objectsOf(body.presentedForm);
    case 'Binary':
      return [body];
    default:
      return [];
  }
}
