import type { SiteRow, SiteTableName } from '../site-tables.ts';
import type { StoredView, ViewOwner } from '../views.ts';

/** What makes a hospital: the same three give the same messages, byte for byte. */
export interface HospitalOptions {
  readonly seed: string;
  /** Inpatient discharges of the last 90 days; visits and patients in house come beside them. */
  readonly discharges: number;
  /** The now of the first load, epoch milliseconds: every date is counted back from it. */
  readonly anchor: number;
  /** Turns a page of a PDF into the PNG that a scanner would make of the sheet. */
  readonly scan: (pdf: Uint8Array) => Promise<Uint8Array>;
}

/** What one person does about a chart; who looks finds it done or undoable, and leaves it then. */
export type Act =
  | { readonly do: 'analyse' | 'reanalyse' | 'check-stay' | 'accept-exception' }
  | { readonly do: 'sign' | 'assign' | 'verify' | 'void' | 'keep'; readonly documentType: string }
  | {
      readonly do: 'decline' | 'refuse-decline' | 'uphold-decline';
      readonly documentType: string;
      readonly reason: string;
    }
  | { readonly do: 'reassign'; readonly documentType: string; readonly practitionerId: string }
  | {
      readonly do: 'start';
      readonly documentType: string;
      readonly progress: 'dictated' | 'transcribed' | 'awaiting-signature';
    }
  | { readonly do: 'complete'; readonly documentType: string; readonly reason: string }
  | {
      readonly do: 'raise';
      readonly kind: 'missing-element' | 'misfile' | 'qualitative';
      readonly documentType: string;
      readonly note: string;
      readonly refersTo?: 'cdi' | 'quality';
      readonly practitionerId?: string;
    }
  | { readonly do: 'look-into'; readonly reason: string }
  | { readonly do: 'hold'; readonly reason: string; readonly returnOn: string }
  | { readonly do: 'legal-hold' | 'dispute'; readonly reason: string }
  | {
      readonly do: 'retire';
      readonly committeeReference: string;
      readonly decidedOn: string;
      readonly statement: string;
    }
  | {
      readonly do: 'annotate';
      readonly documentType: string;
      readonly text: string;
      readonly audience: 'chart-readers' | readonly string[];
    };

/** What the department does each working day, whatever the charts. */
export type OfficeAct =
  | { readonly do: 'print-letters' | 'decide-suspensions' | 'index-documents' | 'mend-intake' }
  /** Takes so many tasks of a queue in hand, for this moment. */
  | { readonly do: 'claim'; readonly queue: string; readonly count: number }
  | {
      readonly do: 'feed';
      /** `MSH-3|MSH-4`. */
      readonly sender: string;
      readonly told: 'silent' | 'acknowledged' | 'spoke';
      readonly note?: string;
    }
  | {
      readonly do: 'leave';
      readonly id: string;
      readonly practitionerId: string;
      readonly fromOn: string;
      readonly toOn: string;
      readonly reason: string;
      readonly outcome: 'approve' | 'decline' | 'wait';
    }
  | {
      readonly do: 'draft-rule';
      readonly ruleSetId: string;
      readonly outcome: 'draft' | 'propose' | 'withdraw';
    };

interface Timed {
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  /** Names it once within the hospital. */
  readonly id: string;
  /** With the last of a stay or visit: one more is done. */
  readonly ends?: true;
}

/** Made only when its turn comes: a hospital holds no more words in memory than it is sending. */
export type HospitalEvent = Timed &
  (
    | { readonly kind: 'hl7'; readonly refused?: true; text(): string | Promise<string> }
    | { readonly kind: 'fhir'; readonly refused?: true; body(): string | Promise<string> }
    | {
        readonly kind: 'document';
        readonly refused?: true;
        readonly contentType: string;
        body(): string;
      }
    | { readonly kind: 'act'; readonly visit: string; readonly by: string; readonly act: Act }
    | { readonly kind: 'office'; readonly by: string; readonly act: OfficeAct }
  );

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role:
    | 'analyst'
    | 'physician'
    | 'supervisor'
    | 'manager'
    | 'medical-staff-office'
    | 'quality'
    | 'cdi-specialist'
    | 'privacy-officer'
    | 'coder'
    | 'release-specialist'
    | 'auditor'
    | 'administrator';
}

/** A view that someone keeps, or shares with a role. */
export interface HospitalView {
  readonly owner: ViewOwner;
  readonly view: Omit<StoredView, 'version'>;
}

export interface GeneratedHospital {
  readonly facility: SiteRow<'facilities'>;
  /** Who acts, by id: the department and the medical staff. */
  readonly people: ReadonlyMap<string, Person>;
  /** A FHIR transaction of practitioners and their roles, locations and organizations. */
  staffBundle(): unknown;
  /** Rows the site keeps itself, added to those that are there. */
  readonly tables: { readonly [Name in SiteTableName]?: readonly SiteRow<Name>[] };
  readonly views: readonly HospitalView[];
  /** Stays and visits in all, as far as they can be counted before they are made. */
  readonly total: number;
  /** Parts, the newest first; each is in the order of its instants and made as it is read. */
  readonly cohorts: number;
  cohort(n: number): Iterable<HospitalEvent>;
  /** Before the first day: leave, drafts of rules. */
  readonly before: readonly HospitalEvent[];
}

/** What `examples/hospital` exports. */
export type CreateHospital = (options: HospitalOptions) => GeneratedHospital;
