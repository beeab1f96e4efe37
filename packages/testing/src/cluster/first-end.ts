let listener: (() => void) | undefined;

/** Calls the listener when a cluster of this process has ended for the first time. */
export function onFirstEnd(told: () => void): void {
  listener = told;
}

export function tellFirstEnd(): void {
  listener?.();
  listener = undefined;
}
