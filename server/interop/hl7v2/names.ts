import type { Repetition } from './message.ts';

/** HL7 table 0200 → FHIR name use. */
const uses: Readonly<Record<string, string>> = {
  L: 'official',
  D: 'usual',
  M: 'maiden',
  N: 'nickname',
  S: 'anonymous',
  A: 'anonymous',
  T: 'temp',
};

/** XPN (PID-5) → HumanName; undefined when nothing is said. */
export function fromXpn(xpn: Repetition): object | undefined {
  return nameOf(xpn, 0, uses[xpn.get(7)]);
}

/** The name in an XCN or PPN, which begins one component later; undefined when there is none. */
export function nameInXcn(xcn: Repetition): object | undefined {
  return nameOf(xcn, 1, undefined);
}

/** What a person reads for an XCN. */
export function displayOfXcn(xcn: Repetition): string {
  return [xcn.get(6), xcn.get(3), xcn.get(4), xcn.get(2)].filter(Boolean).join(' ') || xcn.get(1);
}

function nameOf(field: Repetition, shift: number, use: string | undefined): object | undefined {
  const at = (component: number): string => field.get(component + shift);
  const given = [at(2), at(3)].filter(Boolean);
  if (at(1) === '' && given.length === 0) return undefined;
  return {
    ...(use ? { use } : {}),
    ...(at(1) ? { family: at(1) } : {}),
    ...(given.length > 0 ? { given } : {}),
    ...(at(5) ? { prefix: [at(5)] } : {}),
    ...(at(4) || at(6) ? { suffix: [at(4), at(6)].filter(Boolean) } : {}),
  };
}
