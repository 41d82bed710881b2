/** Whose work it is to read charts: for whom a note can be. */
export const chartRoles = [
  'analyst',
  'physician',
  'coder',
  'cdi-specialist',
  'release-specialist',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
] as const;
