/** What a row matches: for each input the set of its sample values, as bits. */
export type Box = readonly bigint[];

// Enough for any table a person can read; a limit all the same, for the count may double by row.
const mostBoxes = 20_000;

/** What two boxes share, if anything. */
export function meet(one: Box, other: Box): Box | undefined {
  const both = one.map((bits, column) => bits & (other[column] ?? 0n));
  return both.includes(0n) ? undefined : both;
}

/** What of a box the others leave over, as boxes that do not overlap. */
export function boxesLeft(box: Box, others: readonly Box[]): readonly Box[] | 'too many' {
  let left: readonly Box[] = box.includes(0n) ? [] : [box];
  for (const other of others) {
    left = left.flatMap((piece) => without(piece, other));
    if (left.length > mostBoxes) return 'too many';
  }
  return left;
}

// Cuts column by column: what lies outside the other box in this column, inside it in those before.
function without(box: Box, other: Box): readonly Box[] {
  const shared = meet(box, other);
  if (shared === undefined) return [box];
  return box.flatMap((bits, column) => {
    const outside = bits & ~(other[column] ?? 0n);
    if (outside === 0n) return [];
    return [[...shared.slice(0, column), outside, ...box.slice(column + 1)]];
  });
}
