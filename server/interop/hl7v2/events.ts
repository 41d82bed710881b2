/** What an event says about the visit. */
export interface VisitEvent {
  /** The status it sets; none where the event leaves it. */
  readonly status?: 'planned' | 'in-progress' | 'onleave' | 'finished' | 'cancelled';
  /** Its own time is the admission's or the discharge's when PV1-44 or PV1-45 is empty. */
  readonly starts?: true;
  readonly ends?: true;
  /** It takes the discharge back. */
  readonly reopens?: true;
  /** It is about something else: what it says of patient and visit fills gaps and changes nothing. */
  readonly isAside?: true;
  /** A discharge time in it is one expected, and ends nothing. */
  readonly endsNothing?: true;
  /** It makes no sense without a visit number. */
  readonly needsVisit?: true;
  /** It is about the person alone. */
  readonly isPersonOnly?: true;
}

const aside: VisitEvent = { isAside: true, endsNothing: true, needsVisit: true };

/**
 * The ADT events taken (v2.5.1 chapter 3.3). Tracking (A09, A10, A32, A33) is about where the patient
 * is just now, not about the bed of the census, and a transfer or discharge that is pending (A15, A16,
 * A25, A26) has not happened: neither changes a visit. A pending admission (A14) plans one as A05 does,
 * and A27 takes that back as A38 does.
 */
export const visitEvents: Readonly<Record<string, VisitEvent>> = {
  A01: { status: 'in-progress', starts: true, needsVisit: true },
  A02: { needsVisit: true },
  A03: { status: 'finished', ends: true, needsVisit: true },
  A04: { status: 'in-progress', starts: true, needsVisit: true },
  A05: { status: 'planned', needsVisit: true },
  A06: { needsVisit: true },
  A07: { needsVisit: true },
  A08: {},
  A09: aside,
  A10: aside,
  A11: { status: 'cancelled', needsVisit: true },
  A12: { needsVisit: true },
  A13: { status: 'in-progress', reopens: true, needsVisit: true },
  A14: { status: 'planned', needsVisit: true },
  A15: aside,
  A16: aside,
  A21: { status: 'onleave', needsVisit: true },
  A22: { status: 'in-progress', needsVisit: true },
  A25: aside,
  A26: aside,
  A27: { status: 'cancelled', needsVisit: true },
  A28: { isPersonOnly: true },
  A31: { isPersonOnly: true },
  A32: aside,
  A33: aside,
  A38: { status: 'cancelled', needsVisit: true },
  A52: { status: 'in-progress', needsVisit: true },
  A53: { status: 'onleave', needsVisit: true },
  A54: { needsVisit: true },
  A55: { needsVisit: true },
  A61: { needsVisit: true },
  A62: { needsVisit: true },
};

/** What an event says about the document. */
export interface DocumentEvent {
  /** New content stands for a document that TXA-13 names. */
  readonly relation?: 'appends' | 'replaces';
  /** It changes a document that exists, and its time is not when the document was filed. */
  readonly isChange?: true;
  /** The text itself was changed. */
  readonly isEdit?: true;
  readonly isCancel?: true;
}

/** The MDM events taken: each notification (odd) and the same with content (even). */
export const documentEvents: Readonly<Record<string, DocumentEvent>> = {
  T01: {},
  T02: {},
  T03: { isChange: true },
  T04: { isChange: true },
  T05: { relation: 'appends' },
  T06: { relation: 'appends' },
  T07: { isChange: true, isEdit: true },
  T08: { isChange: true, isEdit: true },
  T09: { relation: 'replaces' },
  T10: { relation: 'replaces' },
  T11: { isChange: true, isCancel: true },
};
