import { z } from '@hono/zod-openapi';
import type { Instance } from '../../engine/workflow.ts';
import { TableChange } from '../../engine/workflows/rule-change/events.ts';
import { draftIdOf } from '../../engine/workflows/rule-change/ids.ts';
import type { Act } from '../../engine/workflows/rule-change/machine.ts';
import { TextShape } from '../contract.ts';
import { contextOf } from '../rules/rule-changes.ts';
import type { RuleVersion } from '../rules/rule-versions.ts';

const ActShape = z.object({
  by: z.object({ id: z.string(), name: z.string() }),
  at: z.iso.datetime(),
  note: z.string().nullable(),
});

/** Who wrote, approved and took back a version, and when. */
const People = z.object({
  author: z.object({ id: z.string(), name: z.string() }),
  editedBy: z.object({ id: z.string(), name: z.string() }),
  proposed: ActShape.nullable(),
  returned: ActShape.nullable(),
  approved: ActShape.nullable(),
  withdrawn: ActShape.nullable(),
  rolledBack: ActShape.nullable(),
  /** Why it holds for days that had passed when it was approved. */
  retroactiveReason: z.string().nullable(),
});

export const DraftShape = People.extend({
  draft: z.string(),
  instanceId: z.string(),
  ruleSet: z.string(),
  /** The number it gets when it is approved. */
  version: z.number().int(),
  baseVersion: z.number().int(),
  state: z.string(),
  /** What If-Match names; it rises with every change. */
  revision: z.number().int(),
  effectiveFrom: z.iso.date().nullable(),
  effectiveTo: z.iso.date().nullable(),
  changes: z.array(TableChange),
}).openapi('RuleDraft');
export type DraftView = z.infer<typeof DraftShape>;

export const VersionShape = z
  .object({
    id: z.string(),
    version: z.number().int(),
    effectiveFrom: z.iso.date(),
    effectiveTo: z.iso.date().nullable(),
    /** Which date of the matter decides the version. */
    keyedTo: z.string(),
    tables: z.array(z.object({ id: z.string(), rows: z.number().int() })),
    source: z.enum(['product', 'site']),
    /** As of today; a superseded version still judges what its dates are for. */
    status: z.enum([
      'scheduled',
      'in-force',
      'superseded',
      'ended',
      'rolled-back',
      'number-taken',
      'lacks-tables',
    ]),
    /** The change that published it; null of one that ships, or that the site had before changes were approved. */
    publication: People.extend({ draft: z.string() }).nullable(),
  })
  .openapi('RuleVersion');
export type VersionView = z.infer<typeof VersionShape>;

export const CellDifferenceShape = z.object({
  part: z.string(),
  column: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  text: TextShape,
});
export const TableDifferenceShape = z
  .object({
    table: z.string(),
    title: z.string(),
    kind: z.enum(['added', 'removed', 'changed']),
    rows: z.array(
      z.object({
        row: z.string(),
        kind: z.enum(['added', 'removed', 'changed']),
        cells: z.array(CellDifferenceShape),
        text: TextShape,
      }),
    ),
    /** The rows that both have, in their new order, where it is another one. */
    order: z.array(z.string()).nullable(),
    text: TextShape,
  })
  .openapi('RuleTableDifference');

export const FindingShape = z
  .object({
    kind: z.string(),
    /** True of what must be mended before the draft can be proposed. */
    isBlocking: z.boolean(),
    table: z.string(),
    row: z.string().nullable(),
    message: z.string(),
  })
  .openapi('RuleFinding');

export function toDraftView(change: Instance): DraftView {
  const { ruleSetId, version, baseVersion, effectiveFrom, effectiveTo, changes } =
    contextOf(change);
  return {
    draft: draftIdOf(change.id),
    instanceId: change.id,
    ruleSet: ruleSetId,
    version,
    baseVersion,
    state: String(change.state),
    revision: change.version,
    effectiveFrom,
    effectiveTo,
    changes: [...changes],
    ...peopleOf(change),
  };
}

/** The versions of one rule set as they stand on a day. */
export function toVersionViews(versions: readonly RuleVersion[], today: string): VersionView[] {
  const begun = versions.filter(
    ({ ruleSet, notUsed }) =>
      notUsed === null && ruleSet.effectiveFrom <= today && (ruleSet.effectiveTo ?? today) >= today,
  );
  return versions.map((one) => toVersionView(one, begun[0] === one, today));
}

function toVersionView(
  { ruleSet, change, notUsed, source }: RuleVersion,
  isInForce: boolean,
  today: string,
): VersionView {
  const { id, version, effectiveFrom, effectiveTo = null, keyedTo, tables } = ruleSet;
  const byDate =
    effectiveFrom > today
      ? 'scheduled'
      : effectiveTo !== null && effectiveTo < today
        ? 'ended'
        : 'superseded';
  return {
    id,
    version,
    effectiveFrom,
    effectiveTo,
    keyedTo,
    tables: tables.map((table) => ({ id: table.id, rows: table.rows.length })),
    source,
    status: notUsed ?? (isInForce ? 'in-force' : byDate),
    publication: change === null ? null : { draft: draftIdOf(change.id), ...peopleOf(change) },
  };
}

function peopleOf(change: Instance): z.infer<typeof People> {
  const { author, editedBy, retroactiveReason, ...context } = contextOf(change);
  return {
    author,
    editedBy,
    proposed: toAct(context.proposed),
    returned: toAct(context.returned),
    approved: toAct(context.approved),
    withdrawn: toAct(context.withdrawn),
    rolledBack: toAct(context.rolledBack),
    retroactiveReason,
  };
}

function toAct(act: Act | null): z.infer<typeof ActShape> | null {
  return act === null ? null : { ...act, at: new Date(act.at).toISOString() };
}
