import { Refusal } from '../../engine/errors.ts';
import type { ResourceRow, Store } from '../../engine/store.ts';
import { objectsOf } from '../interop/fhir/element.ts';
import type { Identifier } from '../interop/hl7v2/identifiers.ts';
import { token } from '../interop/hl7v2/identifiers.ts';
import type { Move } from '../interop/hl7v2/moves.ts';
import type { Match } from '../interop/incoming.ts';
import { rewriteReferences } from '../interop/references.ts';
import type { Resolved, ResourceLookup } from '../interop/resolve.ts';
import { createDrafts, type Drafts } from './drafts.ts';

export interface AppliedMoves {
  readonly rows: readonly ResourceRow[];
  /** Numbers that nobody had and that what stays has from now on: nobody else may take them meanwhile. */
  readonly absent: readonly Match[];
}

export interface MoveParts {
  readonly store: Store;
  readonly lookup: ResourceLookup;
  readonly at: number;
  /** When it happened. */
  readonly eventAt: number;
  readonly messageId: string;
}

/**
 * Carries out merges, moves and changed numbers over what a message resolved to. What loses its number gives it to
 * what stays (`use: old`), so that the old one is still found; nothing is deleted.
 * @throws Refusal `precondition-failed` naming the field when what is to move is not as the message says
 */
export async function applyMoves(
  moves: readonly Move[],
  resolved: Resolved,
  parts: MoveParts,
): Promise<AppliedMoves> {
  const absent: Match[] = [];
  const drafts = createDrafts(resolved.rows, parts);
  const idOf = (key: string): string => {
    const id = resolved.entries.find((entry) => entry.key === key)?.id;
    if (id === undefined) throw new Error('A move leads to what its message does not bring.');
    return id;
  };
  for (const move of moves) {
    switch (move.kind) {
      case 'merge-patients':
        await mergePatients(move, idOf(move.into), drafts, parts);
        break;
      case 'move-visit':
        await moveVisit(move, idOf(move.into), drafts, parts);
        break;
      case 'merge-visits':
        await mergeVisits(move, idOf(move.into), drafts, parts);
        break;
      case 'merge-accounts':
        await mergeAccounts(move, idOf(move.into), drafts, parts);
        break;
      case 'change-number':
        await changeNumber(move, drafts, parts);
        break;
    }
  }
  for (const move of moves) absent.push(...(await unknownNumbers(move, parts.lookup)));
  return { rows: drafts.rows(), absent };
}

/** What loses its number. */
type Going = Pick<Move, 'from' | 'path'>;
type MoveOf<Kind extends Move['kind']> = Extract<Move, { kind: Kind }>;

async function unknownNumbers(move: Move, lookup: ResourceLookup): Promise<Match[]> {
  const type = typesMerged[move.kind];
  if (type === undefined || !('from' in move)) return [];
  const identifier = token(move.from);
  return (await lookup.byIdentifier(type, identifier)).length === 0 ? [{ type, identifier }] : [];
}

const typesMerged: Readonly<Record<string, string>> = {
  'merge-patients': 'Patient',
  'merge-visits': 'Encounter',
  'merge-accounts': 'Account',
};

async function mergePatients(
  { from, fromIdentifiers, path }: MoveOf<'merge-patients'>,
  into: string,
  drafts: Drafts,
  { store, lookup }: MoveParts,
): Promise<void> {
  const prior = await found('Patient', from, path, lookup);
  if (prior?.id === into) return;
  await inherit(drafts, 'Patient', into, [from, ...fromIdentifiers, ...identifiersIn(prior)]);
  if (prior === undefined) return;
  await drafts.change('Patient', prior.id, (body) => {
    const { identifier: _, ...rest } = body;
    return { ...rest, active: false, link: linkedTo(body.link, 'replaced-by', into) };
  });
  await drafts.change('Patient', into, (body) => ({
    ...body,
    link: linkedTo(body.link, 'replaces', prior.id),
  }));
  const theirs = await store.resources({ patientId: prior.id });
  for (const row of theirs) {
    if (row.type !== 'Patient') await refer(drafts, row, `Patient/${prior.id}`, `Patient/${into}`);
  }
}

async function moveVisit(
  { visit, from, path }: MoveOf<'move-visit'>,
  into: string,
  drafts: Drafts,
  { store, lookup }: MoveParts,
): Promise<void> {
  const encounter = await found('Encounter', visit, path, lookup);
  if (encounter === undefined) throw notHere(path, 'No visit has the number that is to move.');
  if (encounter.patientId === into) return;
  const owner = await found('Patient', from, path, lookup);
  if (owner === undefined || owner.id !== encounter.patientId)
    throw notHere(path, 'The visit is of another patient than MRG-1 says.');
  for (const row of await store.resources({ encounterId: encounter.id }))
    await refer(drafts, row, `Patient/${owner.id}`, `Patient/${into}`);
}

async function mergeVisits(
  { from, path }: Going,
  into: string,
  drafts: Drafts,
  { store, lookup }: MoveParts,
): Promise<void> {
  const prior = await found('Encounter', from, path, lookup);
  if (prior?.id === into) return;
  await inherit(drafts, 'Encounter', into, [from, ...identifiersIn(prior)]);
  if (prior === undefined) return;
  await drafts.change('Encounter', prior.id, ({ identifier: _, ...rest }) => ({
    ...rest,
    status: 'entered-in-error',
  }));
  for (const row of await store.resources({ encounterId: prior.id })) {
    if (row.type !== 'Encounter')
      await refer(drafts, row, `Encounter/${prior.id}`, `Encounter/${into}`);
  }
}

async function mergeAccounts(
  { from, path }: Going,
  into: string,
  drafts: Drafts,
  { store, lookup }: MoveParts,
): Promise<void> {
  const prior = await found('Account', from, path, lookup);
  if (prior?.id === into) return;
  await inherit(drafts, 'Account', into, [from, ...identifiersIn(prior)]);
  if (prior === undefined) return;
  await drafts.change('Account', prior.id, ({ identifier: _, ...rest }) => ({
    ...rest,
    status: 'entered-in-error',
  }));
  const [old, now] = [`Account/${prior.id}`, `Account/${into}`];
  for (const type of ['Encounter', 'ChargeItem']) {
    const where = [{ param: 'account', ranges: [{ from: old, to: `${old}\u0001` }] }];
    const { rows } = await store.search({ type, where, limit: 10_000 });
    for (const row of rows) await refer(drafts, row, old, now);
  }
}

async function changeNumber(
  { type, from, to, path }: MoveOf<'change-number'>,
  drafts: Drafts,
  { lookup }: MoveParts,
): Promise<void> {
  const [had, has] = await Promise.all([
    found(type, from, path, lookup),
    found(type, to, path, lookup),
  ]);
  if (has !== undefined && has.id === had?.id) return;
  if (has !== undefined)
    throw notHere(path, 'Another has the new number already. Send a merge for two that are one.');
  if (had === undefined) throw notHere(path, 'Nothing has the number that is to change.');
  await inherit(drafts, type, had.id, [from]);
  await drafts.change(type, had.id, (body) => ({
    ...body,
    identifier: [to, ...objectsOf(body.identifier)],
  }));
}

/** What stays is found by the numbers of what goes; they are told apart by `use: old`. */
async function inherit(
  drafts: Drafts,
  type: string,
  id: string,
  numbers: readonly Identifier[],
): Promise<void> {
  const old = new Map(numbers.map((one) => [token(one), { ...one, use: 'old' }]));
  await drafts.change(type, id, (body) => {
    const others = objectsOf(body.identifier).filter(
      ({ system, value }) => !old.has(`${system ?? ''}|${value ?? ''}`),
    );
    return { ...body, identifier: [...others, ...old.values()] };
  });
}

async function refer(drafts: Drafts, row: ResourceRow, from: string, to: string): Promise<void> {
  await drafts.change(row.type, row.id, (body) =>
    rewriteReferences(body, (reference) => (reference === from ? to : reference), ''),
  );
}

async function found(
  type: string,
  number: Identifier,
  path: string,
  lookup: ResourceLookup,
): Promise<ResourceRow | undefined> {
  const rows = (await lookup.byIdentifier(type, token(number))).filter((row) => !row.isDeleted);
  if (rows.length > 1) throw notHere(path, `${rows.length} of type ${type} have this number.`);
  return rows[0];
}

function identifiersIn(row: ResourceRow | undefined): readonly Identifier[] {
  return objectsOf(row?.body.identifier).map((one) => ({
    ...one,
    system: String(one.system ?? ''),
    value: String(one.value ?? ''),
  }));
}

function linkedTo(links: unknown, type: string, id: string): readonly unknown[] {
  const other = { reference: `Patient/${id}` };
  const kept = objectsOf(links).filter(
    (link) => JSON.stringify(link) !== JSON.stringify({ other, type }),
  );
  return [...kept, { other, type }];
}

function notHere(path: string, message: string): Refusal {
  return new Refusal(
    'precondition-failed',
    `${path}: ${message} Check the numbers at the sender and send it again.`,
    { issues: [{ path, message }] },
  );
}
