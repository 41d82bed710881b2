import type { FamilyMember, InstanceView } from '../../workflow.ts';
import type { ChartContext, DeficiencyContext } from './machine.ts';

export type ChartMember = { readonly id: string; readonly view: InstanceView<ChartContext> };
export type DeficiencyMember = {
  readonly id: string;
  readonly view: InstanceView<DeficiencyContext>;
};

export function chartOf(members: readonly FamilyMember[]): ChartMember | undefined {
  const found = members.find((member) => member.workflow === 'chart');
  return found as unknown as ChartMember | undefined;
}

export function deficienciesOf(members: readonly FamilyMember[]): readonly DeficiencyMember[] {
  return members.filter(
    (member) => member.workflow === 'deficiency',
  ) as unknown as readonly DeficiencyMember[];
}

/** Not closed yet, in a list of a practitioner or with those who look into content. */
export function isOpen({ view }: DeficiencyMember): boolean {
  return view.hasTag('open') || view.matches('referred');
}
