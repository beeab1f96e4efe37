/** How events are put together before they are sent. */
export interface BatchOptions {
  /** Events that are held; what comes beyond is dropped. */
  bufferSize: number;
  /** Events of one batch. */
  maxSize: number;
  /** A batch waits no longer to be full, in milliseconds. */
  maxWaitMs: number;
  /** Batches in a second at most, and at once. */
  throttle?: { qps: number; burst: number };
  send(events: readonly string[]): Promise<void>;
  /** Told of events that are lost: for want of room, or as they could not be sent. */
  onDropped(count: number): void;
}

/** Bytes that are held at most, however few the events. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;

export interface Batches {
  add(event: string): void;
  /** Sends what is held; resolves when that is done. */
  close(): Promise<void>;
}

/** Sends one batch after the other. Nobody waits for it: what does not fit is counted, and dropped. */
export function createBatches(options: BatchOptions): Batches {
  const { bufferSize, maxSize, maxWaitMs, throttle, send, onDropped } = options;
  let held: string[] = [];
  let heldBytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let isClosing = false;
  /** No batch may be sent yet, however full it is. */
  let isThrottled = false;
  let tokens = throttle?.burst ?? Infinity;
  let filledAt = Date.now();

  /** Until a batch may be sent, in milliseconds. */
  function throttledMs(): number {
    if (!throttle || isClosing) return 0;
    const now = Date.now();
    tokens = Math.min(throttle.burst, tokens + ((now - filledAt) / 1000) * throttle.qps);
    filledAt = now;
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / throttle.qps);
  }

  async function sendAll(): Promise<void> {
    while (held.length > 0) {
      const waitMs = throttledMs();
      if (waitMs > 0) {
        isThrottled = true;
        schedule(waitMs);
        return;
      }
      tokens--;
      const batch = held.slice(0, maxSize);
      held = held.slice(maxSize);
      heldBytes -= batch.reduce((sum, { length }) => sum + length, 0);
      await send(batch).catch(() => onDropped(batch.length));
      if (held.length < maxSize && !isClosing) break;
    }
    if (held.length > 0) schedule(maxWaitMs);
  }

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    isThrottled = false;
    sending ??= sendAll().finally(() => (sending = undefined));
  }

  function schedule(ms: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      begin();
    }, ms).unref();
  }

  return {
    add(event) {
      if (held.length >= bufferSize || heldBytes + event.length > MAX_HELD_BYTES) return onDropped(1);
      held.push(event);
      heldBytes += event.length;
      if (held.length >= maxSize && !isThrottled) begin();
      else schedule(maxWaitMs);
    },
    async close() {
      isClosing = true;
      await sending;
      begin();
      await sending;
    },
  };
}
