import { consultation, emergencyNote, progressNote } from './daily.ts';
import { dischargeSummary, finalNote } from './discharge.ts';
import { historyAndPhysical } from './history-and-physical.ts';
import {
  anesthesiaEvaluation,
  anesthesiaRecord,
  consentForm,
  operativeNote,
  operativeReport,
  postAnesthesiaEvaluation,
} from './operative.ts';
import type { Writing } from './pages.ts';
import { psychiatricEvaluation } from './psychiatric.ts';
import { imagingReport, pathologyReport } from './reports.ts';

/** Our document types that a stay of this hospital has. */
export const writers = {
  'history-and-physical': historyAndPhysical,
  'emergency-note': emergencyNote,
  'progress-note': progressNote,
  consultation,
  'psychiatric-evaluation': psychiatricEvaluation,
  'informed-consent': consentForm,
  'anesthesia-evaluation': anesthesiaEvaluation,
  'operative-note': operativeNote,
  'operative-report': operativeReport,
  'anesthesia-record': anesthesiaRecord,
  'post-anesthesia-evaluation': postAnesthesiaEvaluation,
  'pathology-report': pathologyReport,
  'imaging-report': imagingReport,
  'discharge-summary': dischargeSummary,
  'final-note': finalNote,
} as const satisfies Readonly<Record<string, (writing: Writing) => string>>;

export type WrittenType = keyof typeof writers;

export function write(type: WrittenType, writing: Writing): string {
  return writers[type](writing);
}
