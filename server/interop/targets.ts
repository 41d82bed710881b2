import { Refusal } from '../../engine/errors.ts';
import type { ResourceRow } from '../../engine/store.ts';
import type { Incoming } from './incoming.ts';

/** How the resolver reads what is stored. */
export interface ResourceLookup {
  byId(type: string, id: string): Promise<ResourceRow | undefined>;
  /** Every live resource of the type that has the identifier (`system|value`). */
  byIdentifier(type: string, identifier: string): Promise<readonly ResourceRow[]>;
}

/** Which stored resource an incoming one means, and what is to be done with it. */
export interface Target {
  readonly incoming: Incoming;
  readonly type: string;
  /** Empty when there is none and none will be made. */
  readonly id: string;
  readonly stored: ResourceRow | undefined;
  readonly action: 'write' | 'keep' | 'delete' | 'skip';
}

/**
 * Finds the target of each incoming resource.
 * @throws Refusal `precondition-failed` when a condition matches many or the sender saw another
 * version, `invalid-input` when two entries mean one resource.
 */
export async function findTargets(
  incoming: readonly Incoming[],
  lookup: ResourceLookup,
  newId: () => string,
): Promise<Target[]> {
  const found = await Promise.all(incoming.map((item) => findStored(item, lookup)));
  const byMatch = new Map<string, Target>();
  const targets = incoming.map((item, index) => {
    const twin = item.ifNoneExist ? byMatch.get(matchKey(item)) : undefined;
    const target = twin
      ? { ...twin, incoming: item, action: 'keep' as const }
      : targetOf(item, found[index], newId);
    if (item.match && !twin) byMatch.set(matchKey(item), target);
    return target;
  });
  refuseTwice(targets);
  return targets;
}

async function findStored(
  item: Incoming,
  lookup: ResourceLookup,
): Promise<ResourceRow | undefined> {
  if (item.match) {
    const rows = await lookup.byIdentifier(item.match.type, item.match.identifier);
    const live = rows.filter((row) => !row.isDeleted);
    if (live.length > 1) throw manyMatch(item, live.length);
    return live[0];
  }
  return item.id === undefined ? undefined : lookup.byId(item.resource.resourceType, item.id);
}

function targetOf(item: Incoming, stored: ResourceRow | undefined, newId: () => string): Target {
  checkVersion(item, stored);
  const isLive = stored !== undefined && !stored.isDeleted;
  const target = { incoming: item, type: item.resource.resourceType, stored };
  if (item.mode === 'delete') {
    return { ...target, id: stored?.id ?? item.id ?? '', action: isLive ? 'delete' : 'skip' };
  }
  if (item.ifExists && !isLive) return { ...target, id: '', action: 'skip' };
  if (item.ifNoneExist && isLive) return { ...target, id: stored.id, action: 'keep' };
  return { ...target, id: stored?.id ?? item.id ?? newId(), action: 'write' };
}

function checkVersion(item: Incoming, stored: ResourceRow | undefined): void {
  const actual = stored?.version ?? 0;
  if (item.ifMatch === undefined || item.ifMatch === actual) return;
  throw new Refusal(
    'precondition-failed',
    `${pathOf(item)} was written against version ${item.ifMatch}, but version ${actual} is stored. Read it again and send the change anew.`,
    {
      expected: item.ifMatch,
      actual,
      issues: [{ path: pathOf(item), message: 'Another version is stored.' }],
    },
  );
}

function refuseTwice(targets: readonly Target[]): void {
  const seen = new Map<string, Target>();
  for (const target of targets) {
    if (target.action !== 'write' && target.action !== 'delete') continue;
    const name = `${target.type}/${target.id}`;
    const other = seen.get(name);
    if (other) {
      const message = `${pathOf(target.incoming)} and ${pathOf(other.incoming)} mean the same resource. Send it once.`;
      throw new Refusal('invalid-input', message, {
        issues: [{ path: pathOf(target.incoming), message }],
      });
    }
    seen.set(name, target);
  }
}

function manyMatch(item: Incoming, count: number): Refusal {
  const message = `${count} resources of type ${item.resource.resourceType} have this identifier. Merge them, or name one by its id.`;
  return new Refusal('precondition-failed', message, { issues: [{ path: pathOf(item), message }] });
}

function matchKey(item: Incoming): string {
  return item.match ? `${item.match.type}|${item.match.identifier}` : '';
}

/** Where an incoming resource stands in its message. */
export function pathOf(item: Incoming): string {
  return item.path ?? item.resource.resourceType;
}
