/** Says of a database that it holds demo data, and since when. */
export const demoSetting = 'demo-loaded';

/** The job that loads the made-up hospital. */
export const hospitalJob = 'demo-hospital';
