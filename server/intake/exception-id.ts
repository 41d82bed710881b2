import { sha256 } from '../interop/digest.ts';

/** The instance of a cause: one for all its messages, whoever names it first. */
export async function exceptionIdOf(cause: string): Promise<string> {
  return `intake.${(await sha256(cause)).slice(0, 16)}`;
}

/** The instance of a sender. */
export async function feedIdOf(sender: string): Promise<string> {
  return `feed.${(await sha256(sender)).slice(0, 16)}`;
}
