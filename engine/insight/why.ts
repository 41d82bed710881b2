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
  return [...ofRules, { text: causeText(last), rule: null, at: last.at }];
}

function ruleText({ rule, title }: TaskRow): Text {
  if (rule === null) return textOf('why.task', '{task}', { task: title });
  return textOf('why.rule', '{task}, as the rule says', { task: title });
}

/** What set off an event, in words; its id stays in the history. */
function causeText({ cause, type, userName }: HistoryEntry): Text {
  if (cause === null)
    return textOf('why.person', '{who} sent {event}', { who: userName, event: type });
  const kind = cause.split(':')[0] ?? '';
  switch (kind) {
    case 'cover':
      return textOf('why.cover', '{who} sent {event}, covering for a colleague', {
        who: userName,
        event: type,
      });
    case 'message':
      return textOf('why.message', 'A message came in ({event})', { event: type });
    case 'deadline':
      return textOf('why.deadline', 'A deadline passed ({event})', { event: type });
    case 'effect':
      return textOf('why.effect', 'An outside system answered ({event})', { event: type });
    default:
      return textOf('why.event', 'It followed from another event ({event})', { event: type });
  }
}
