/** Says of a database that it holds demo data, and since when. */
export const demoSetting = 'demo-loaded';
