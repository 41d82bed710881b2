/** `medicalRecordNumber` or `patient-request` as words: "Medical record number". For names without a text of ours. */
export function humanise(name: string): string {
  const words = name
    .replace(/Id$/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
