export { type ChartContext, chartMachine } from './chart-machine.ts';
export type { DeficiencyContext } from './deficiency-context.ts';
export { deficiencyMachine } from './deficiency-machine.ts';
