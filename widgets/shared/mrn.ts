/** "1002 3345": digits in fours from the left, as people read numbers aloud. Other numbers stay as they are. */
export function groupedMrn(mrn: string): string {
  return /^\d{5,}$/.test(mrn) ? mrn.replace(/\d{4}(?=\d)/g, '$& ') : mrn;
}
