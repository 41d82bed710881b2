import { z } from 'zod';
import { RuleSet } from '../../engine/rules/rule-set.ts';
import type { TableRow } from '../../engine/rules/table.ts';
import type { Store } from '../../engine/store.ts';
import {
  letterRuleSetId,
  letterRuleSets,
  letterTableId,
} from '../../engine/workflows/letter/words.ts';
import type { FormerRules } from '../rules/rule-versions.ts';

/** The setting in which a site kept its letters while they were a table of its own; nothing writes it any more. */
const formerTable = 'table:letter-templates';

const FormerRow = z.object({
  id: z.string(),
  version: z.number().int(),
  subject: z.string(),
  paragraphs: z.array(z.string()),
});
type FormerRow = z.infer<typeof FormerRow>;

/** The letters that a site wrote before they became rules, as the version 1 of its rules; as that table was asked. */
export function createFormerLetterRules(store: Store): FormerRules {
  return async (ruleSetId) => {
    if (ruleSetId !== letterRuleSetId) return null;
    const text = await store.setting(formerTable);
    if (text === undefined) return null;
    const rows = z.array(FormerRow).parse(JSON.parse(text));
    return rows.length === 0 ? null : ruleSetOf(rows);
  };
}

/** The site's newest words of each letter, then those that ship for other letters, then those for every letter. */
function ruleSetOf(former: readonly FormerRow[]): RuleSet {
  const newest = new Map<string, FormerRow>();
  for (const row of former.toSorted((a, b) => a.version - b.version)) newest.set(row.id, row);
  const shipped = letterRuleSets.find(({ version }) => version === 1);
  if (shipped === undefined) throw new Error('Version 1 of the letters does not ship any more.');
  const forEvery = newest.get('*');
  const tables = shipped.tables.map((table) => {
    if (table.id !== letterTableId) return table;
    const isForEvery = ({ when }: TableRow) => Object.keys(when).length === 0;
    const others = table.rows.filter(({ id }) => !newest.has(id));
    const own = [...newest.values()].filter((row) => row !== forEvery).map(rowOf);
    const last = forEvery === undefined ? others.filter(isForEvery) : [rowOf(forEvery)];
    return { ...table, rows: [...own, ...others.filter((row) => !isForEvery(row)), ...last] };
  });
  return RuleSet.parse({ ...shipped, tables });
}

function rowOf({ id, version, subject, paragraphs }: FormerRow): TableRow {
  const oneLine = (words: string) => words.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  return {
    id,
    when: id === '*' ? {} : { letter: JSON.stringify(id) },
    // biome-ignore lint/suspicious/noThenProperty: "then" is the word of the decision table; no row is awaited.
    then: { subject: oneLine(subject), body: paragraphs.map(oneLine).join('\n\n') },
    note: `Version ${version} of the site's table letter-templates.`,
  };
}
