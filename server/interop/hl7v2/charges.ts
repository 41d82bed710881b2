import type { Incoming } from '../incoming.ts';
import { conceptOf } from './code-systems.ts';
import type { Context } from './context.ts';
import { type Identifier, keyOf, token } from './identifiers.ts';
import type { Segment } from './message.ts';
import type { Practitioners } from './practitioners.ts';
import { missing } from './refusals.ts';
import { timestamp } from './timestamp.ts';

export interface ChargeOptions {
  readonly patientKey: string;
  readonly encounterKey: string | undefined;
  readonly accountKey: string | undefined;
  /** The visit, or else the account. */
  readonly owner: Identifier;
  readonly practitioners: Practitioners;
}

/**
 * FT1 → ChargeItem (v2.5.1 chapter 6.5.1). Not Claim: a charge is what was done and counted, and becomes part of
 * a bill only after coding. Charges and credits (FT1-6 CG, CD) concern the coder; payments and adjustments do
 * not and are passed over. FT1-2 identifies a charge; without it, its visit, set id, date and code do.
 */
export function toCharges(context: Context, options: ChargeOptions): readonly Incoming[] {
  const found = context.message.all('FT1').flatMap((ft1, index) => {
    const isCharge = ['CG', 'CD', ''].includes(ft1.text(6).toUpperCase());
    return isCharge ? [toCharge(ft1, index, context, options)] : [];
  });
  return [...new Map(found.map((charge) => [charge.key, charge])).values()];
}

function toCharge(ft1: Segment, index: number, context: Context, options: ChargeOptions): Incoming {
  const code = conceptOf(ft1.first(25)) ?? conceptOf(ft1.first(7), { text: ft1.text(8) });
  const place = index === 0 ? 'FT1' : `FT1[${index + 1}]`;
  if (!code) throw missing(`${place}-7`, 'the code of the charge, or FT1-25 that of the procedure');
  const identifier = identify(ft1, context, options.owner);
  const { patientKey, encounterKey, accountKey } = options;
  const at = timestamp(ft1.text(4), context.zone);
  const enteredAt = timestamp(ft1.text(5), context.zone);
  return {
    key: keyOf('ChargeItem', identifier),
    mode: 'merge',
    match: { type: 'ChargeItem', identifier: token(identifier) },
    path: place,
    resource: {
      resourceType: 'ChargeItem',
      identifier: [identifier],
      code,
      subject: { reference: patientKey },
      ...(encounterKey ? { context: { reference: encounterKey } } : {}),
      ...(accountKey ? { account: [{ reference: accountKey }] } : {}),
      ...(at ? { occurrenceDateTime: at.dateTime } : {}),
      ...(enteredAt ? { enteredDate: enteredAt.dateTime } : {}),
      ...quantityOf(ft1),
      ...priceOf(ft1),
      ...performerOf(ft1, options.practitioners),
      ...reasonsOf(ft1),
      ...modifiersOf(ft1),
    },
    defaults: { status: 'billable' },
  };
}

function identify(ft1: Segment, { namespace }: Context, owner: Identifier): Identifier {
  if (ft1.text(2)) return { system: namespace, value: ft1.text(2) };
  const parts = [token(owner), ft1.text(1), ft1.text(4), ft1.text(25) || ft1.text(7)];
  return { system: 'urn:chartkeeper:charge', value: parts.join(' ') };
}

/** A credit takes back what was charged: its quantity counts below zero. */
function quantityOf(ft1: Segment): Record<string, unknown> {
  const told = ft1.text(10) === '' ? 1 : Number(ft1.text(10));
  if (!Number.isFinite(told)) return {};
  const value = ft1.text(6).toUpperCase() === 'CD' ? -Math.abs(told) : told;
  return { quantity: { value } };
}

/** FT1-12 is the price of one, a CP whose first component is a MO: amount&currency (chapter 2.A.12). */
function priceOf(ft1: Segment): Record<string, unknown> {
  const amount = Number(ft1.text(12));
  if (ft1.text(12) === '' || !Number.isFinite(amount)) return {};
  const currency = ft1.text(12, 1, 2);
  const isCode = /^[A-Z]{3}$/.test(currency);
  return { priceOverride: { value: amount, ...(isCode ? { currency } : {}) } };
}

function performerOf(ft1: Segment, practitioners: Practitioners): Record<string, unknown> {
  const performer = ft1.all(20).flatMap((xcn) => {
    const actor = practitioners.refer(xcn);
    return Object.keys(actor).length > 0 && !xcn.isDeletion ? [{ actor }] : [];
  });
  return performer.length > 0 ? { performer } : {};
}

function reasonsOf(ft1: Segment): Record<string, unknown> {
  const reason = ft1.all(19).flatMap((code) => conceptOf(code) ?? []);
  return reason.length > 0 ? { reason } : {};
}

/** FT1-26 (table 0340), `valueCodeableConcept` on ChargeItem, which has no place for modifiers. */
export const chargeModifierUrl = 'urn:chartkeeper:charge-modifier';

function modifiersOf(ft1: Segment): Record<string, unknown> {
  const extension = ft1.all(26).flatMap((code) => {
    const concept = conceptOf(code, { system: 'HL70340' });
    return concept ? [{ url: chargeModifierUrl, valueCodeableConcept: concept }] : [];
  });
  return extension.length > 0 ? { extension } : {};
}
