import { createContext } from '@lit/context';
import type { Connection, Task } from './connection.ts';
import type { Keymap } from './keymap.ts';

export type LiveState = 'off' | 'connecting' | 'live' | 'offline';

/** Ids of what changed; null when notices may have been missed, so anything may have. */
export type Notice = {
  readonly instances: readonly string[];
  readonly queues: readonly { readonly facility: string; readonly queue: string }[];
} | null;

/** What `<him-app>` gives the widgets inside it. */
export interface App {
  readonly connection: Connection;
  readonly liveState: LiveState;
  /** The keys the user chose in place of the usual ones. */
  readonly keymap: Keymap;
  /** Says something once to people who do not see the screen. */
  announce(text: string): void;
  /** Called with each change notice, and with `undefined` when only `liveState` changed. */
  subscribe(listener: (notice: Notice | undefined) => void): () => void;
  /** Tells the other widgets of a claim made or given back here; the server tells other pages. */
  claimChanged(task: Task): void;
  /** Remembers that the user completed this task, so that a list can say "Done" and not "Moved on". */
  completed(taskId: string): void;
  hasCompleted(taskId: string): boolean;
}

/** The community context protocol's key, the same for every copy of the widgets on a page. */
export const appContext = createContext<App | undefined>(Symbol.for('chartkeeper.app'));
