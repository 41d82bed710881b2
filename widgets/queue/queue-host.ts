import type { App } from '../shared/app-context.ts';
import type { Task } from '../shared/connection.ts';
import type { Arrangement } from '../shared/saved-view.ts';
import type { Lines } from './lines.ts';
import type { QueueAct } from './queue-keys.ts';
import type { QueueLook } from './queue-look.ts';
import type { QueueSource } from './queue-source.ts';
import type { Selection } from './selection.ts';
import type { ShownList } from './shown-list.ts';

/** What the parts of a list that come later know of it, and may ask of it. */
export interface QueueHost {
  readonly root: ShadowRoot;
  readonly app: App;
  readonly source: QueueSource;
  readonly look: QueueLook;
  readonly selection: Selection;
  shown(): ShownList;
  lines(): Lines;
  isTable(): boolean;
  keys(): Readonly<Record<QueueAct, readonly string[]>>;
  /** Another list; `view` is the id of a saved one, or empty. */
  choose(change: Partial<ShownList> & { readonly view?: string }): void;
  /** Other sort, groups or columns. */
  arrange(change: Partial<Arrangement>): void;
  open(part: 'columns' | 'view' | 'bulk' | 'keys' | 'look', detail?: string): void;
  redraw(): void;
  focus(): void;
  /** What an act is about: all that is marked, else the row at hand. */
  targets(): readonly Task[];
  /** Tells the host; false when it vetoed. */
  fire(name: string, detail: object): boolean;
  taskAt(line: number): Task | undefined;
}

/** A part that draws a dialog or a bar of its own. */
export interface Drawn {
  render(): unknown;
  open?(detail?: string): void;
  /** What is said of a task on its row. */
  mark?(task: Task): unknown;
}
