/** What people may be here, in the order of the department. */
export const roles = [
  'analyst',
  'physician',
  'coder',
  'cdi-specialist',
  'release-specialist',
  'medical-staff-office',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
  'administrator',
];
