/** What the runtime answered instead of doing what it was asked. The message may be shown to users. */
export class RuntimeError extends Error {
  constructor(
    message: string,
    /** What was asked for does not exist. */
    readonly missing = false,
  ) {
    super(message);
    this.name = 'RuntimeError';
  }
}

export const isMissing = (error: unknown): boolean => error instanceof RuntimeError && error.missing;
