import type { User } from '../../engine/model/user.ts';
import type { Services } from '../context.ts';
import type { Log } from '../log.ts';
import type { MllpMetrics } from '../metrics.ts';
import type { Sender } from './connection.ts';
import { listenMllp, type MllpListening, type MllpOptions } from './listen.ts';

export interface ServeMllpOptions extends Pick<MllpOptions, 'port' | 'host' | 'tls'> {
  /** What its senders may send for. */
  readonly facilities: '*' | string[];
  readonly metrics: MllpMetrics;
  readonly log: Log;
}

/**
 * Takes HL7 v2 messages over MLLP by the same door as over HTTP. While nothing can be kept a message is left
 * unanswered and its connection closed: any sender sends it again, and no code of HL7's original mode says as much.
 */
export async function serveMllp(
  { intake, store, newId }: Pick<Services, 'intake' | 'store' | 'newId'>,
  { facilities, metrics, log, ...options }: ServeMllpOptions,
): Promise<MllpListening> {
  const listening = await listenMllp({
    ...options,
    // The intake keeps the order of each patient's messages itself, so one slow message holds up no other patient.
    atOnce: 16,
    now: store.now,
    newId,
    take: async (bytes, sender) => {
      const user = userOf(sender, facilities);
      const from = { from: sender.address };
      if (isBatch(bytes)) return [await intake.hl7v2File(bytes, user, from)];
      const { answers, outcome } = await intake.hl7v2(bytes, user, from);
      metrics.message(outcome);
      return answers;
    },
    onProblem: ({ kind, address, message }) => {
      metrics.problem(kind);
      log.error({ mllp: kind, address }, message);
    },
  });
  metrics.listening(listening.connections);
  return listening;
}

/** A certificate names its sender; without one they are all one feed, told apart by their addresses. */
function userOf({ subject }: Sender, facilities: '*' | string[]): User {
  const id = subject === null ? 'mllp' : `mllp:${subject}`;
  return { id, name: subject ?? 'MLLP', grants: [{ role: 'system', facilities }] };
}

/** FHS or BHS: some senders put a whole batch into one frame. */
function isBatch(bytes: Uint8Array): boolean {
  const [first, second, third] = bytes;
  return (first === 0x46 || first === 0x42) && second === 0x48 && third === 0x53;
}
