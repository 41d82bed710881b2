import { type Text, textOf } from '../model/text.ts';
import type { HistoryEntry, TaskRow } from '../store.ts';
import type { RuleReference } from '../workflow.ts';

/** One reason why something is where it is. */
export interface Reason {
  readonly text: Text;
  readonly rule: RuleReference | null;
  readonly at: number;
}

/** Why an instance stands in its queues: the rule behind each task, and the event that last moved it. */
export function whyOf(tasks: readonly TaskRow[], entries: readonly HistoryEntry[]): Reason[] {
  const ofRules = tasks.map((task) => ({
    text: ruleText(task),
    rule: task.rule,
    at: task.openedAt,
  }));
  const last = entries.at(-1);
  if (last === undefined) return ofRules;
  const parts = { event: last.type, who: last.userName };
  const text =
    last.cause === null
      ? textOf('why.event', '{who} sent {event}', parts)
      : textOf('why.caused', '{event}, caused by {cause}', {
          ...parts,
          cause: causeName(last.cause),
        });
  return [...ofRules, { text, rule: null, at: last.at }];
}

function ruleText({ rule, title }: TaskRow): Text {
  if (rule === null) return textOf('why.task', '{task}', { task: title.text });
  return textOf(
    'why.rule',
    '{task}: {table}, row {row}, version {version} of {ruleSet}{citation}',
    {
      task: title.text,
      table: rule.table,
      row: rule.row,
      version: rule.version,
      ruleSet: rule.ruleSet,
      citation: rule.citation === null ? '' : ` (${rule.citation})`,
    },
  );
}

function causeName(cause: string): string {
  const [kind = '', ...rest] = cause.split(':');
  const names: Readonly<Record<string, string>> = {
    message: 'a message',
    deadline: 'its deadline',
    event: 'another event',
  };
  return names[kind] === undefined ? rest.join(':') : names[kind];
}
