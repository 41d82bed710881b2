/** What an ADT event does to numbers that are known: v2.5.1 chapter 3.6.2 tells merging, moving and changing apart. */
export type MoveEvent =
  /** MRG-1 is the same person as PID-3. `withAccount`: MRG-3 is the same account as PID-18, too. */
  | { readonly kind: 'merge-patients'; readonly withAccount?: true }
  | { readonly kind: 'merge-accounts' }
  | { readonly kind: 'merge-visits' }
  | { readonly kind: 'move-visit' }
  | {
      readonly kind: 'change-number';
      readonly of: 'patient' | 'account' | 'visit' | 'alternate-visit';
    };

/**
 * The events that merge, move and change numbers (v2.5.1 chapter 3.3). A18, A30, A34 to A36, A39 and A46
 * are older names that the standard keeps for old senders; each says what A40, A41 or A47 says.
 */
export const moveEvents: Readonly<Record<string, MoveEvent>> = {
  A18: { kind: 'merge-patients' },
  A30: { kind: 'merge-patients' },
  A34: { kind: 'merge-patients' },
  A35: { kind: 'merge-accounts' },
  A36: { kind: 'merge-patients', withAccount: true },
  A39: { kind: 'merge-patients' },
  A40: { kind: 'merge-patients' },
  A41: { kind: 'merge-accounts' },
  A42: { kind: 'merge-visits' },
  A45: { kind: 'move-visit' },
  A46: { kind: 'change-number', of: 'patient' },
  A47: { kind: 'change-number', of: 'patient' },
  A49: { kind: 'change-number', of: 'account' },
  A50: { kind: 'change-number', of: 'visit' },
  A51: { kind: 'change-number', of: 'alternate-visit' },
};
