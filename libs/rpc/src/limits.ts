import type { BudgetLimits } from '@kubets/component';

/** Lists of a large cluster are single messages, on their way to clients only. */
export const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** What a server takes in one message: as much as over HTTP. */
export const MAX_REQUEST_BYTES = 3 * 1024 * 1024;

/** HTTP/2 window of a server, which is what a call that is not read from can make it hold. As over HTTP. */
export const REQUEST_WINDOW_BYTES = 256 * 1024;

/** How many calls one connection may have open: every watch of a component is one. */
export const MAX_CONCURRENT_STREAMS = 1000;

/** A connection on which nothing is called for so long is closed; clients come back when they call again. */
export const MAX_CONNECTION_IDLE_MS = 30 * 60_000;

/**
 * Everything that ends a call, names and the 32 bytes that HTTP/2 counts for each included. Peers of Java take no more
 * by default, those of Node.js 64 KiB; what is beyond that fails the call without any reason, and stalls its connection.
 */
export const MAX_TRAILER_BYTES = 8000;

/** How many calls may be arriving at a time, and how many bytes of requests may be held, whoever sends them. */
export interface ArrivalLimits {
  callsPerPeer: number;
  calls: number;
  /** Of requests that arrive or are worked on: for each caller that is known, and for all of them. */
  bytes: BudgetLimits;
  /** The same of those nobody knows: for each address, and for all of them. */
  unknownBytes: BudgetLimits;
  /** How long a request may take to arrive. */
  arrivalMs: number;
  /** How long a stream of requests may stay silent between two. */
  silenceMs: number;
}

export const ARRIVAL_LIMITS: ArrivalLimits = {
  callsPerPeer: 500,
  calls: 4000,
  bytes: { perHolder: 8 * MAX_REQUEST_BYTES, all: 24 * MAX_REQUEST_BYTES, waitMs: 1_000, maxWaiting: 200 },
  unknownBytes: { perHolder: 128 * 1024, all: 1024 * 1024, waitMs: 0, maxWaiting: 0 },
  arrivalMs: 30_000,
  silenceMs: 5 * 60_000,
};

/** How many connections may be open at a time; a peer is an address, as several components share one. */
export interface ConnectionLimits {
  perPeer: number;
  all: number;
  /** How long a connection may take to its first call: handshakes included. */
  firstCallMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = { perPeer: 250, all: 4000, firstCallMs: 20_000 };
