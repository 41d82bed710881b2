/**
 * What a document states, by the headings in its words. Only a heading with something under it
 * counts; "none" is an answer. Names are those of the table `required-elements`.
 */
const headings: readonly (readonly [string, RegExp])[] = [
  ['surgeons', /(?:primary |attending |operating )?surgeons?(?:\(s\))?/],
  ['assistants', /(?:first |surgical )?assistants?(?:\(s\))?/],
  ['procedure', /(?:name of )?(?:procedures?|operations?)(?:\(s\))?(?: performed)?/],
  ['findings', /(?:operative |intraoperative )?findings?/],
  ['blood-loss', /(?:estimated )?blood loss|ebl/],
  ['specimens', /specimens?(?:\(s\))?(?: removed| sent)?/],
  ['postoperative-diagnosis', /post-? ?op(?:erative)? diagnos[ie]s/],
  ['outcome', /outcome(?: of hospitali[sz]ation)?|condition (?:at|on) discharge/],
  ['disposition', /(?:discharge )?disposition|discharged to/],
  ['follow-up', /follow[- ]?up(?: care| plan| instructions)?/],
];
const tests = headings.map(
  ([name, { source }]) => [name, new RegExp(`^\\W*(?:${source})\\s*:\\s*(.*)$`, 'i')] as const,
);

/** Names of what the words state; empty where they have no such heading. */
export function statedElements(words: string): string[] {
  if (!words.includes(':')) return [];
  const lines = words.split(/\r\n|\r|\n/);
  return tests
    .filter(([, test]) => lines.some((line, at) => isStated(test.exec(line), lines[at + 1])))
    .map(([name]) => name);
}

/** Something stands behind the heading, or under it and is no heading itself. */
function isStated(found: RegExpExecArray | null, next = ''): boolean {
  if (found === null) return false;
  return found[1]?.trim() !== '' || /^\s*[^\s:][^:]*$/.test(next);
}
