import { ageing } from './ageing.ts';
import { chartAnalysis } from './chart-analysis.ts';
import { delinquency } from './delinquency.ts';
import type { Report } from './report.ts';
import { workloadByAnalyst } from './workload-by-analyst.ts';
import { workloadByPhysician } from './workload-by-physician.ts';

/** A report is a file and a line here. */
export const reports: readonly Report[] = [
  workloadByAnalyst,
  workloadByPhysician,
  delinquency,
  ageing,
  chartAnalysis,
];
