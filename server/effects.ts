import type { LeasedEffect } from '../engine/store.ts';
import type { WorkflowEvent } from '../engine/workflow.ts';

/** Does one effect; its answer, if any, comes back as an ordinary event. Throws `Terminal`, or anything to be tried again. */
export type EffectHandler = (effect: LeasedEffect) => Promise<WorkflowEvent | null>;

/** Trying again would not help. */
export class Terminal extends Error {}

const timeoutMs = 20_000;

/** Sends every effect to one address of the site, with the effect's key, so that a repeated one can be recognised. */
export function webhookHandler(url: string): EffectHandler {
  return async ({ key, instanceId, type, params }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ key, instanceId, type, params }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    if (response.ok) return null;
    const message = `The receiver answered ${response.status}.`;
    const isLasting =
      response.status >= 400 &&
      response.status < 500 &&
      ![408, 409, 425, 429].includes(response.status);
    throw isLasting ? new Terminal(message) : new Error(message);
  };
}

/** Where no receiver is configured an effect is done once it is on record here. */
export const recordOnly: EffectHandler = async () => null;
