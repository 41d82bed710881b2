/** Chance that is the same for the same words: every stay draws from its own, so none depends on the order of making. */
export interface Chance {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  isTrue(probability: number): boolean;
  pick<One>(from: readonly One[]): One;
  weighted<One>(from: readonly One[], weightOf: (one: One) => number): One;
}

export function chanceOf(words: string): Chance {
  const next = mulberry(hashOf(words));
  const pick = <One>(from: readonly One[]): One => {
    if (from.length === 0) throw new Error('There is nothing to choose from.');
    return from[Math.floor(next() * from.length)] as One;
  };
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    isTrue: (probability) => next() < probability,
    pick,
    weighted: (from, weightOf) => {
      let left = next() * from.reduce((sum, one) => sum + weightOf(one), 0);
      for (const one of from) {
        left -= weightOf(one);
        if (left < 0) return one;
      }
      return pick(from);
    },
  };
}

/** FNV-1a, 32 bits. */
export function hashOf(words: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at += 1)
    hash = Math.imul(hash ^ words.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** mulberry32 of Tommy Ettinger, public domain. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
}
