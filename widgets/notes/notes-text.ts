import { humanise } from '../shared/humanise.ts';
import { textsFrom } from '../shared/text.ts';
import { en } from '../shared/texts/en.ts';
import { enNames } from '../shared/texts/en-names.ts';
import { enNotes } from '../shared/texts/en-notes.ts';
import type { Audience } from './notes-calls.ts';

/** The words of the notes, with those of roles. */
export const { t, maybeText } = textsFrom({ ...en, ...enNames, ...enNotes });

export function roleName(role: string): string {
  return maybeText(`role.${role}`) ?? humanise(role);
}

export function audienceWords(audience: Audience): string {
  if (typeof audience === 'string') return t(`notes.for.${audience}`);
  return t('notes.for.roles', { roles: audience.map(roleName).join(', ') });
}
