import { Refusal } from '../../engine/errors.ts';

/** The version that `If-Match` names, weak or strong; undefined where the caller named none. */
export function versionIn(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined;
  const version = Number(/^(?:W\/)?"?(\d+)"?$/.exec(ifMatch.trim())?.[1]);
  if (Number.isSafeInteger(version)) return version;
  throw new Refusal('invalid-input', 'If-Match must be the version you read, such as "3".');
}
