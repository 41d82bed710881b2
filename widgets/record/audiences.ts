import { chartRoles } from '../shared/chart-roles.ts';
import type { Annotation } from './record-calls.ts';

type Audience = Annotation['audience'];

/** The department, and not whose documents these are. */
const department: Audience = chartRoles.filter((role) => role !== 'physician');

/** For whom an annotation is, as the form names it; `kept` are the roles it is for already. */
export type AudienceChoice = 'chart-readers' | 'him' | 'me' | 'kept';

export function audienceChoices(now: Audience | undefined): readonly AudienceChoice[] {
  const usual = ['chart-readers', 'him', 'me'] as const;
  return now !== undefined && choiceOf(now) === 'kept' ? [...usual, 'kept'] : usual;
}

export function choiceOf(audience: Audience): AudienceChoice {
  if (typeof audience === 'string') return audience;
  const roles: readonly string[] = audience;
  const isDepartment =
    roles.length === department.length &&
    [...department].every((role) => roles.includes(role as string));
  return isDepartment ? 'him' : 'kept';
}

export function audienceOf(choice: string, now: Audience | undefined): Audience {
  if (choice === 'me') return 'me';
  if (choice === 'him') return department;
  return choice === 'kept' && now !== undefined ? now : 'chart-readers';
}
