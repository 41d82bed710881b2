/** How long an answer to what the reader did stays. */
const staysMs = 8000;

export type PassingNote = ReturnType<typeof createPassingNote>;

/** The one answer that is shown for a while. */
export function createPassingNote(onChange: () => void) {
  let words = '';
  let timer = 0;
  const clear = (): void => {
    window.clearTimeout(timer);
    words = '';
  };
  return {
    get words() {
      return words;
    },
    clear,
    say(next: string): void {
      clear();
      words = next;
      timer = window.setTimeout(() => {
        words = '';
        onChange();
      }, staysMs);
      onChange();
    },
  };
}
