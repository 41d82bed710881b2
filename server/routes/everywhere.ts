import { Refusal } from '../../engine/errors.ts';
import type { Role, User } from '../../engine/model/user.ts';

export const operators: readonly Role[] = ['administrator', 'system'];

/** What these lists show is of all facilities, so the role must be held at all of them. */
export function assertHoldsEverywhere(user: User, roles: readonly Role[]): void {
  if (user.grants.some(({ role, facilities }) => facilities === '*' && roles.includes(role)))
    return;
  throw new Refusal(
    'not-permitted',
    `This needs one of the roles ${roles.join(', ')} at all facilities. Ask an administrator.`,
  );
}
