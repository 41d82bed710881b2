import type { Identifier } from './identifiers.ts';
import type { Message } from './message.ts';
import type { Timestamp } from './timestamp.ts';

/** What the translators of one message share. */
export interface Context {
  readonly message: Message;
  readonly facility: string;
  /** The facility's zone: a timestamp without offset is local there. */
  readonly zone: string;
  /** The system of identifiers that name no authority. */
  readonly namespace: string;
  /** EVN-6, else EVN-2: when it happened. */
  readonly happened: Timestamp | null;
  /** PV1-19. */
  readonly visit: Identifier | undefined;
  /** PID-18. */
  readonly account: Identifier | undefined;
}
