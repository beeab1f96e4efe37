import { createLinkedList } from './linked-list';

/** Work that is under way, each piece of which can be aborted, and all at once by a signal. */
export interface AbortGroup {
  /** Begins one; `close` is for when it is over. */
  begin(): { gone: AbortController; close(): void };
}

/**
 * All pieces that are open are aborted with the signal. What comes and goes with every request is in a list of its own, not listening:
 * `AbortSignal.any` keeps weak references at both ends, and to listen to one signal costs more, the more of them there are.
 */
export function createAbortGroup(signal: AbortSignal): AbortGroup {
  const open = createLinkedList<AbortController>();
  signal.addEventListener(
    'abort',
    () => {
      for (const gone of open) gone.abort(signal.reason);
    },
    { once: true },
  );
  return {
    begin() {
      const gone = new AbortController();
      if (signal.aborted) gone.abort(signal.reason);
      const { remove } = open.append(gone);
      return { gone, close: remove };
    },
  };
}
