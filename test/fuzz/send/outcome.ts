/** How a request ended. */
export interface Outcome {
  /** HTTP's status or gRPC's code; undefined where the connection was closed without one. */
  code?: number;
  /** Closed by the server without an answer. */
  closed?: boolean;
  /** Neither answer nor end within the deadline. */
  silent?: boolean;
  /** The beginning of what it said. */
  text?: string;
  headers?: Record<string, string | string[] | undefined>;
}

/** A request without an answer for so long is one without an answer. */
export const DEADLINE_MS = 10_000;
/** A proxied request waits for whoever it goes to. */
export const PROXY_DEADLINE_MS = 35_000;
/** Of a stream we have seen enough. */
export const STREAM_MS = 150;
/** What of an answer is kept. */
export const KEPT_TEXT = 600;
