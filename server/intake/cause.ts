import type { Refusal } from '../../engine/errors.ts';

/**
 * What groups the messages that were refused for one reason: what they are, why, and at which element. Positions in
 * a bundle or a list are left out, so that a thousand bundles with the same fault are one cause.
 */
export function causeOf(what: string, { code, detail }: Refusal): string {
  const path = detail.issues?.[0]?.path ?? '';
  const element = path.replace(/^Bundle\.entry\[\d+\]\.(resource\.)?/, '').replace(/\[\d+\]/g, '');
  return [what, code, element].filter((part) => part !== '').join(' · ');
}
