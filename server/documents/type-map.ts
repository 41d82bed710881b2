import { z } from 'zod';
import { DocumentType } from '../../engine/model/chart-facts.ts';
import { documentTypeRows } from '../interop/document-types.ts';
import { documentTypeSystem } from '../interop/extensions.ts';
import { proposeType } from './type-proposal.ts';

const LocalDate = z.iso.date();

/**
 * One line of a site's own table: what a facility means by a code, and between which local dates.
 * `*` is every facility. `from` and `to` are the first and the last day it holds.
 */
export const SiteTypeRow = z
  .object({
    facility: z.string().min(1),
    system: z.string().min(1),
    code: z.string().min(1),
    type: DocumentType,
    from: LocalDate.optional(),
    to: LocalDate.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: '`from` must not be later than `to`.',
  });
export type SiteTypeRow = z.infer<typeof SiteTypeRow>;

export interface TypeQuestion {
  readonly facility: string;
  /** The document's local date: codes change their meaning. */
  readonly on: string;
  readonly map: readonly SiteTypeRow[];
  readonly title?: string | null;
}

/** What a document is, who says so, and what it might be when nobody does. */
export interface MappedType {
  readonly type: DocumentType;
  readonly source: 'site' | 'shipped' | 'unmapped';
  /** A guess for the person who indexes it; never used without them. */
  readonly proposal: DocumentType | null;
}

interface TypeCoding {
  readonly system?: string | null;
  readonly code?: string | null;
  readonly display?: string | null;
}

const shipped = new Map(
  documentTypeRows.map(({ system, code, type }) => [`${system}|${code}`, type]),
);

/**
 * Our type for a document's codings: by the site's own rows, those of the facility before those of
 * all; else by a coding in our own system; else by the table we ship; else `other`, with a proposal.
 */
export function documentTypeFor(
  codings: readonly TypeCoding[],
  question: TypeQuestion,
): MappedType {
  const site = bySite(codings, question);
  if (site !== undefined) return { type: site, source: 'site', proposal: null };
  const known = byOwnSystem(codings) ?? byShipped(codings);
  if (known !== undefined) return { type: known, source: 'shipped', proposal: null };
  const words = [question.title, ...codings.map(({ display }) => display)];
  const proposal = words.map((one) => proposeType(one ?? '')).find((type) => type !== null);
  return { type: 'other', source: 'unmapped', proposal: proposal ?? null };
}

function bySite(
  codings: readonly TypeCoding[],
  { facility, on, map }: TypeQuestion,
): DocumentType | undefined {
  const rows = map.filter(
    ({ system, code, from, to }) =>
      (from === undefined || from <= on) &&
      (to === undefined || on <= to) &&
      codings.some((coding) => coding.system === system && coding.code === code),
  );
  const own = rows.find((row) => row.facility === facility);
  return (own ?? rows.find((row) => row.facility === '*'))?.type;
}

/** `other` in our own system is what translators write for a code they do not know, so it decides nothing. */
function byOwnSystem(codings: readonly TypeCoding[]): DocumentType | undefined {
  return codings
    .filter(({ system }) => system === documentTypeSystem)
    .map(({ code }) => DocumentType.safeParse(code).data)
    .find((type) => type !== undefined && type !== 'other');
}

function byShipped(codings: readonly TypeCoding[]): DocumentType | undefined {
  const found = codings.flatMap(({ system, code }) => shipped.get(`${system}|${code}`) ?? []);
  return found.find((type) => type !== 'other') ?? found[0];
}
