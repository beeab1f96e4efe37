import { createLinkedList } from './linked-list';

/** What of an AbortSignal tells that nobody waits any more; every AbortSignal is one. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** One of many that end together. */
export interface Cancellable extends Cancellation {
  abort(reason?: unknown): void;
  /** It is over and was not cancelled: nothing aborts it any more. */
  close(): void;
}

export interface Cancellations {
  begin(): Cancellable;
}

/**
 * Cancellations that are all aborted with `ending`, without each listening to it, which costs more the more of them there are. One
 * is a few words where an AbortSignal is 700 bytes that stay in memory until a collection of all of it.
 */
export function createCancellations(ending: AbortSignal): Cancellations {
  const open = createLinkedList<LightCancellation>();
  ending.addEventListener(
    'abort',
    () => {
      for (const one of open) one.abort(ending.reason);
    },
    { once: true },
  );
  return {
    begin() {
      const begun = new LightCancellation();
      if (ending.aborted) begun.abort(ending.reason);
      else begun.close = open.append(begun).remove;
      return begun;
    },
  };
}

const nothing = () => undefined;

/** A class, so that all of them have one shape and share their functions. */
class LightCancellation implements Cancellable {
  aborted = false;
  close: () => void = nothing;
  private reason: unknown;
  /** Made when somebody asks for it. */
  private controller: AbortController | undefined;
  private listeners: Set<() => void> | undefined;

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.aborted) (this.listeners ??= new Set()).add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners?.delete(listener);
  }

  abort(reason?: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.close();
    this.reason = reason;
    this.controller?.abort(reason);
    for (const listener of this.listeners ?? []) listener();
    this.listeners = undefined;
  }

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.aborted) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }
}

/** The same as an AbortSignal, for what takes nothing else. */
export function signalOf(cancellation: Cancellation): AbortSignal {
  if (cancellation instanceof AbortSignal) return cancellation;
  if (cancellation instanceof LightCancellation) return cancellation.signal;
  throw new Error('a cancellation is an AbortSignal or from createCancellations');
}
