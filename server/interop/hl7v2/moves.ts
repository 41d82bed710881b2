import type { Incoming } from '../incoming.ts';
import { accountNumberOf, toAccount } from './accounts.ts';
import type { Context } from './context.ts';
import { toEncounter } from './encounter.ts';
import { fromCx, type Identifier, keyOf, token } from './identifiers.ts';
import type { Segment } from './message.ts';
import type { MoveEvent } from './move-events.ts';
import { chartNumberIn, toPatient } from './patient.ts';
import { collectPractitioners } from './practitioners.ts';
import { missing, outOfSequence, unreadable } from './refusals.ts';

/**
 * What is to be done to resources that are known, in the order of the message. `into` is the key of an
 * `Incoming` of the same translation. `path` names the field of the number that goes, for refusals.
 */
export type Move =
  /** Two patients are one: all of `from` belongs to `into`, which alone is found from now on. */
  | {
      readonly kind: 'merge-patients';
      readonly from: Identifier;
      readonly fromIdentifiers: readonly Identifier[];
      readonly into: string;
      readonly path: string;
    }
  /** A visit with all that belongs to it was another patient's (`from`) by mistake. */
  | {
      readonly kind: 'move-visit';
      readonly visit: Identifier;
      readonly from: Identifier;
      readonly into: string;
      readonly path: string;
    }
  /** Two visits, or two accounts, of one patient are one. */
  | {
      readonly kind: 'merge-visits' | 'merge-accounts';
      readonly from: Identifier;
      readonly into: string;
      readonly path: string;
    }
  /** The same resource has another number. Nothing of it comes with `incoming`, which would make a second one. */
  | {
      readonly kind: 'change-number';
      readonly type: 'Patient' | 'Encounter' | 'Account';
      readonly from: Identifier;
      readonly to: Identifier;
      readonly path: string;
    };

export interface Moved {
  readonly incoming: readonly Incoming[];
  readonly moves: readonly Move[];
}

/**
 * PID, MRG and PV1 of a merge, move or change (v2.5.1 chapter 3.6.2). The patient that stays is named, not
 * updated: the standard leaves demographics to A08 and A31.
 * @throws Refusal that names the field of MRG, PID or PV1 that is missing
 */
export function toMoves(context: Context, event: MoveEvent): Moved {
  const found = pairsOf(context).map((pair) => movesOf(pair, event, context));
  const incoming = new Map(found.flatMap((one) => one.incoming.map((item) => [item.key, item])));
  return { incoming: [...incoming.values()], moves: found.flatMap((one) => one.moves) };
}

interface Pair {
  readonly pid: Segment;
  readonly mrg: Segment;
  readonly pv1: Segment | undefined;
  /** `MRG`, or `MRG[2]` where the group repeats. */
  readonly mrgPath: string;
  readonly pidPath: string;
}

/** Each MRG with its PID: one each in every group (ADT_A39), or one PID for all (ADT_A43, ADT_A45). */
function pairsOf({ message }: Context): readonly Pair[] {
  const [pids, mrgs, visits] = ['PID', 'MRG', 'PV1'].map((name) => message.all(name));
  if (!pids || !mrgs || !visits || mrgs.length === 0)
    throw missing('MRG-1', 'the number that is merged, moved or changed');
  if (pids.length === 0) throw missing('PID-3', 'a medical record number');
  if (pids.length > 1 && pids.length !== mrgs.length)
    throw outOfSequence('MRG', 'Every PID needs an MRG of its own.');
  const placed = (name: string, index: number): string =>
    index === 0 ? name : `${name}[${index + 1}]`;
  return mrgs.map((mrg, index) => {
    const at = pids.length === 1 ? 0 : index;
    return {
      pid: pids[at] as Segment,
      mrg,
      pv1: visits.length === 1 ? visits[0] : visits[index],
      mrgPath: placed('MRG', index),
      pidPath: placed('PID', at),
    };
  });
}

function movesOf(pair: Pair, event: MoveEvent, context: Context): Moved {
  switch (event.kind) {
    case 'merge-patients': {
      const merged = mergePatients(pair, context);
      if (!event.withAccount || !pair.mrg.first(3)) return merged;
      const accounts = mergeAccounts(pair, context);
      return {
        incoming: [...merged.incoming, ...accounts.incoming],
        moves: [...merged.moves, ...accounts.moves],
      };
    }
    case 'merge-accounts':
      return mergeAccounts(pair, context);
    case 'merge-visits':
      return mergeVisits(pair, context);
    case 'move-visit':
      return moveVisit(pair, context);
    case 'change-number':
      return { incoming: [], moves: [changeNumber(pair, event.of, context)] };
  }
}

/** MRG-1, else MRG-4, the person's number of A39 and A46. */
function priorPatient(
  { mrg, mrgPath }: Pair,
  { namespace }: Context,
): { number: Identifier; identifiers: readonly Identifier[] } {
  const { number, identifiers } = chartNumberIn([...mrg.all(1), ...mrg.all(4)], namespace);
  if (!number) throw missing(`${mrgPath}-1`, 'the prior medical record number');
  return { number, identifiers };
}

function mergePatients(pair: Pair, context: Context): Moved {
  const patient = toPatient(context, { isAside: true, pid: pair.pid, path: pair.pidPath });
  const { number, identifiers } = priorPatient(pair, context);
  const path = `${pair.mrgPath}-1`;
  if (keyOf('Patient', number) === patient.key) throw unreadable(path, 'another number than PID-3');
  const move: Move = {
    kind: 'merge-patients',
    from: number,
    fromIdentifiers: identifiers,
    into: patient.key,
    path,
  };
  return { incoming: [patient], moves: [move] };
}

function mergeAccounts(pair: Pair, context: Context): Moved {
  const patient = toPatient(context, { isAside: true, pid: pair.pid, path: pair.pidPath });
  const account = toAccount(context, { patientKey: patient.key, pid: pair.pid });
  if (!account) throw missing(`${pair.pidPath}-18`, 'the account number that stays');
  const path = `${pair.mrgPath}-3`;
  const from = prior(pair, 3, 'the prior account number', context);
  if (keyOf('Account', from) === account.key) throw unreadable(path, 'another number than PID-18');
  return {
    incoming: [patient, account],
    moves: [{ kind: 'merge-accounts', from, into: account.key, path }],
  };
}

function mergeVisits(pair: Pair, context: Context): Moved {
  const patient = toPatient(context, { isAside: true, pid: pair.pid, path: pair.pidPath });
  const visit = current(pair, 19, 'the visit number that stays', context);
  const practitioners = collectPractitioners(context.namespace);
  const encounter = toEncounter(
    { ...context, visit },
    { event: { isAside: true }, patientKey: patient.key, practitioners, pv1: pair.pv1 },
  );
  const path = `${pair.mrgPath}-5`;
  const from = prior(pair, 5, 'the prior visit number', context);
  if (token(from) === token(visit)) throw unreadable(path, 'another number than PV1-19');
  return {
    incoming: [patient, ...practitioners.incoming(), ...(encounter ? [encounter] : [])],
    moves: [{ kind: 'merge-visits', from, into: keyOf('Encounter', visit), path }],
  };
}

/**
 * A45: the visit of MRG-5 leaves the account of MRG-3 for that of PID-18, and the patient of MRG-1, which the
 * standard wants valued as well, for that of PID-3. Where MRG-1 is the same patient or is left out, only the account
 * changes. A PV1-19 that differs from MRG-5 is the visit's new number (chapter 3.3.45).
 */
function moveVisit(pair: Pair, context: Context): Moved {
  const patient = toPatient(context, { isAside: true, pid: pair.pid, path: pair.pidPath });
  const visit = prior(pair, 5, 'the number of the visit that moves', context);
  const path = `${pair.mrgPath}-5`;
  const to = current(pair, 19, 'the number of the visit that moves', context);
  const { number: from } = chartNumberIn(pair.mrg.all(1), context.namespace);
  const account = toAccount(context, { patientKey: patient.key, pid: pair.pid });
  if (!from && !(account && pair.mrg.first(3)))
    throw missing(`${pair.mrgPath}-1`, 'the patient whom the visit leaves');
  const moved: Move[] =
    from && keyOf('Patient', from) !== patient.key
      ? [{ kind: 'move-visit', visit, from, into: patient.key, path }]
      : [];
  const renamed: Move[] =
    token(visit) === token(to)
      ? []
      : [{ kind: 'change-number', type: 'Encounter', from: visit, to, path }];
  return {
    incoming: [patient, ...(account ? [account, inAccount(visit, account)] : [])],
    moves: [...moved, ...renamed],
  };
}

/** A visit that is here gets the account; none is made for it. */
function inAccount(visit: Identifier, account: Incoming): Incoming {
  return {
    key: keyOf('Encounter', visit),
    mode: 'merge',
    match: { type: 'Encounter', identifier: token(visit) },
    ifExists: true,
    path: 'PID-18',
    resource: { resourceType: 'Encounter', account: [{ reference: account.key }] },
  };
}

type Numbered = Extract<MoveEvent, { kind: 'change-number' }>['of'];

function changeNumber(pair: Pair, of: Numbered, context: Context): Move {
  const change = numbersOf(pair, of, context);
  if (token(change.from) === token(change.to))
    throw unreadable(change.path, 'another number than the one that takes its place');
  return { kind: 'change-number', ...change };
}

function numbersOf(
  pair: Pair,
  of: Numbered,
  context: Context,
): Omit<Extract<Move, { kind: 'change-number' }>, 'kind'> {
  const { mrgPath, pidPath, pid } = pair;
  switch (of) {
    case 'patient': {
      const from = priorPatient(pair, context).number;
      const to = chartNumberIn(pid.all(3), context.namespace).number;
      if (!to) throw missing(`${pidPath}-3`, 'the new medical record number');
      return { type: 'Patient', from, to, path: `${mrgPath}-1` };
    }
    case 'account': {
      const from = prior(pair, 3, 'the prior account number', context);
      const to = accountNumberOf(pid, context.namespace);
      if (!to) throw missing(`${pidPath}-18`, 'the new account number');
      return { type: 'Account', from, to, path: `${mrgPath}-3` };
    }
    case 'visit': {
      const from = prior(pair, 5, 'the prior visit number', context);
      const to = current(pair, 19, 'the new visit number', context);
      return { type: 'Encounter', from, to, path: `${mrgPath}-5` };
    }
    case 'alternate-visit': {
      const from = prior(pair, 6, 'the prior alternate visit id', context);
      const to = current(pair, 50, 'the new alternate visit id', context);
      return { type: 'Encounter', from, to, path: `${mrgPath}-6` };
    }
  }
}

function prior({ mrg, mrgPath }: Pair, field: number, what: string, context: Context): Identifier {
  const cx = mrg.first(field);
  const number = cx && fromCx(cx, context.namespace);
  if (!number) throw missing(`${mrgPath}-${field}`, what);
  return number;
}

function current({ pv1 }: Pair, field: number, what: string, context: Context): Identifier {
  const cx = pv1?.first(field);
  const number = cx && fromCx(cx, context.namespace);
  if (!number) throw missing(`PV1-${field}`, what);
  return number;
}
