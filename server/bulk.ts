import { z } from '@hono/zod-openapi';
import { Refusal } from '../engine/errors.ts';
import type { WorkflowEvent } from '../engine/workflow.ts';
import type { AppContext } from './context.ts';
import { Problem } from './contract.ts';
import { problemOf } from './problem.ts';
import type { EventSender } from './send-event.ts';

/** What one call does at most; the rest is another call. */
export const mostAtOnce = 500;

export const BulkResult = z
  .object({
    instanceId: z.string(),
    isDone: z.boolean(),
    version: z.number().int().nullable(),
    /** Why not, as the single call would have said it. */
    problem: Problem.nullable(),
  })
  .openapi('BulkResult');

export const BulkAnswer = z
  .object({
    results: z.array(BulkResult),
    done: z.number().int(),
    refused: z.number().int(),
  })
  .openapi('BulkAnswer');

export interface BulkRow {
  readonly instanceId: string;
  readonly event: WorkflowEvent;
  readonly ifVersion?: number | undefined;
}

/**
 * One after the other, each whole or not at all, with a result of its own: what is refused stops nothing else. Under
 * the same key the same call may be repeated; what it had done stays one event.
 */
export async function sendEach(
  sender: EventSender,
  c: AppContext,
  rows: readonly BulkRow[],
  key?: string,
): Promise<z.infer<typeof BulkAnswer>> {
  const results: z.infer<typeof BulkResult>[] = [];
  for (const [n, { instanceId, event, ifVersion }] of rows.entries()) {
    const named = key === undefined ? undefined : `${key}/${n}`;
    try {
      const { instance } = await sender.send(c, instanceId, event, { key: named, ifVersion });
      results.push({ instanceId, isDone: true, version: instance.version, problem: null });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const problem = problemOf(error, c.get('requestId'));
      results.push({ instanceId, isDone: false, version: null, problem });
    }
  }
  const done = results.filter(({ isDone }) => isDone).length;
  return { results, done, refused: results.length - done };
}
