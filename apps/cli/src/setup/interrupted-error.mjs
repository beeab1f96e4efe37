/** What somebody waits for was interrupted: whoever has begun something clears it up. */
export class InterruptedError extends Error {}
