import { sha256 } from '../interop/digest.ts';

/** What makes a letter the same letter. */
export interface LetterKey {
  readonly facility: string;
  readonly practitionerId: string;
  readonly template: string;
  readonly level: number;
  readonly on: string;
}

export const letterPrefix = 'letter.';
export const suspensionPrefix = 'suspension.';

/** One letter for each template, practitioner, level, date and facility; begins with the date, so that a period is a range. */
export async function letterIdOf(key: LetterKey): Promise<string> {
  const { facility, practitionerId, template, level, on } = key;
  const digest = await shortDigest([facility, practitionerId, template, level]);
  return `${letterPrefix}${on}.${level}.${digest}`;
}

/** One suspension for each practitioner and facility: proposed, lifted and proposed again it stays the same instance. */
export async function suspensionIdOf(practitionerId: string, facility: string): Promise<string> {
  return `${suspensionPrefix}${await shortDigest([facility, practitionerId])}`;
}

export function lettersStartIdOf(facility: string): string {
  return `letters-start.${facility}`;
}

export async function shortDigest(parts: unknown): Promise<string> {
  return (await sha256(JSON.stringify(parts))).slice(0, 32);
}
