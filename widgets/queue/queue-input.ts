import type { Task } from '../shared/connection.ts';
import { actOf } from '../shared/pressed-key.ts';
import type { QueueActs } from './queue-acts.ts';
import type { QueueHost } from './queue-host.ts';
import type { QueueAct } from './queue-keys.ts';
import { movedTo } from './queue-moves.ts';

export interface QueueInputOptions {
  readonly host: QueueHost;
  readonly acts: QueueActs;
  active(): number;
  /** Makes a line the active one and brings it into view. */
  activate(line: number): void;
  page(): number;
  chose(task: Task): void;
  takeNext(): void;
  toggleGroup(key: string): void;
  toggleFilters(): void;
}

export type QueueInput = ReturnType<typeof createQueueInput>;

/** What the keyboard and the pointer do to a list. */
export function createQueueInput(options: QueueInputOptions) {
  const { host, acts, active, activate } = options;
  const { selection } = host;

  const groupAt = (line: number): string | undefined => {
    const at = host.lines().at(line);
    return 'group' in at ? at.group.key : undefined;
  };

  function mark(task: Task | undefined): void {
    if (task) selection.toggle(task.id, active());
  }

  /** All that is here of the list, as the reader sees it. */
  function markAll(): void {
    const { total } = host.lines();
    const lines = Array.from({ length: total }, (_, line) => line);
    selection.set(lines.flatMap((line) => host.taskAt(line)?.id ?? []));
  }

  function act(what: QueueAct): void {
    const line = active();
    const task = host.taskAt(line);
    const group = groupAt(line);
    const known: Partial<Record<QueueAct, () => void>> = {
      next: options.takeNext,
      help: () => host.open('keys'),
      open: () => task && options.chose(task),
      claim: () => task && void acts.claim(task),
      unclaim: () => task && void acts.unclaim(task),
      skip: () => {
        if (task) acts.skip(task);
        move(line, line + 1);
      },
      hold: () => host.open('bulk', 'hold'),
      act: () => host.open('bulk'),
      mark: () => mark(task),
      markAll,
      filter: options.toggleFilters,
      seen: () => host.open('look'),
    };
    if (group !== undefined && (what === 'open' || what === 'mark')) options.toggleGroup(group);
    else known[what]?.();
  }

  function move(from: number, to: number): void {
    if (to === from || to >= host.lines().total) return;
    activate(to);
    host.focus();
  }

  return {
    pressed(event: KeyboardEvent, target: Element): void {
      const what = actOf(event, host.keys());
      const total = host.source.list ? host.lines().total : 0;
      // The heads of the columns have keys of their own.
      if (total === 0 || target.closest('[role="columnheader"]')) return;
      if (event.key === 'Escape') selection.clear();
      if (what === undefined) return;
      event.preventDefault();
      const from = active();
      const to = movedTo({ act: what, from, total, page: options.page() });
      if (what === 'markDown' || what === 'markUp')
        selection.stretch({ from, to: to ?? from, idAt: (line) => host.taskAt(line)?.id });
      if (to === undefined) act(what);
      else move(from, to);
    },

    clicked(event: MouseEvent, target: Element): void {
      const row = target.closest<HTMLElement>('.row[data-index]');
      if (row === null) return;
      const line = Number(row.dataset.index);
      const before = active();
      activate(line);
      const group = groupAt(line);
      const task = host.taskAt(line);
      if (group !== undefined) options.toggleGroup(group);
      else if (event.shiftKey)
        selection.stretch({ from: before, to: line, idAt: (at) => host.taskAt(at)?.id });
      else if (target.closest('.mark') || event.ctrlKey || event.metaKey) mark(task);
      else if (task) options.chose(task);
    },
  };
}
