import type { Repetition } from './message.ts';
import { timestamp } from './timestamp.ts';

/**
 * The person in an NDL (OBR-32; v2.5.1 chapter 2.A.47) as if it were an XCN. There the whole name stands in
 * component 1, in subcomponents (id&family&given…&assigning authority), and the time in 2; but many send an XCN.
 */
export function personInNdl(ndl: Repetition): Repetition {
  const isName = ndl.get(1, 2) !== '' || ndl.get(2) === '' || isTime(ndl.get(2));
  if (!isName) return ndl;
  return {
    raw: ndl.raw,
    text: ndl.text,
    isDeletion: ndl.isDeletion,
    get: (component, subcomponent = 1) => {
      // CNN has id to degree in 1 to 7, and the parts of its authority in 9 to 11; XCN has an HD in 9.
      if (component <= 7) return subcomponent === 1 ? ndl.get(1, component) : '';
      return component === 9 ? ndl.get(1, 8 + subcomponent) : '';
    },
  };
}

function isTime(text: string): boolean {
  return timestamp(text, 'UTC') !== null;
}
