const messages = {
  time: 'The document took longer to read than is allowed.',
  memory: 'The document needed more memory to read than is allowed.',
  crashed: 'The document reader failed on the document.',
  closed: 'The document reader was closed.',
} as const;

/**
 * A document could not be read this time. It may be tried again, a few times: what a file does to
 * the reader it will mostly do again, but a full machine or a restart passes.
 */
export class ReaderFailure extends Error {
  readonly reason: keyof typeof messages;

  constructor(reason: keyof typeof messages, error?: string) {
    super(error === undefined ? messages[reason] : `${messages[reason]} (${error})`);
    this.name = 'ReaderFailure';
    this.reason = reason;
  }
}
