import type { Protocol } from '@kubets/api';

/**
 * The part of nftables that the proxy uses, as data: it is rendered for nft, compared by golden tests and walked through by the
 * packet tracer.
 */

/** What a set or map is looked up by, read off the packet. */
export type Field = 'source' | 'destination' | 'protocol' | 'port';

/** Where a Service is reached. */
export const SERVICE_KEY: readonly Field[] = ['destination', 'protocol', 'port'];

export type Condition =
  | { test: 'new-connection' }
  /** Of a connection that was let through, or an error about one. */
  | { test: 'established' }
  | { test: 'source' | 'destination'; within: readonly string[]; not?: true }
  | { test: 'member'; key: readonly Field[]; set: string; not?: true }
  | { test: 'protocol'; of: readonly Protocol[] }
  /** The source is an address of this node. */
  | { test: 'source-is-node' }
  | { test: 'to-masquerade' }
  /** The destination was replaced by this table or another. */
  | { test: 'translated' }
  /** Came in over another interface than loopback. */
  | { test: 'from-network' };

export type Action =
  | { act: 'drop' }
  | { act: 'accept' }
  /** Back to where the chain was jumped to from. */
  | { act: 'return' }
  | { act: 'reset' }
  | { act: 'unreachable' }
  | { act: 'jump' | 'goto'; chain: string }
  /** Goes where the map of verdicts says; on to the next rule if the key is not in it. */
  | { act: 'look-up'; key: readonly Field[]; map: string }
  /** Sends the connection to one of the targets that the map holds for the service key, each index equally likely. */
  | { act: 'spread'; map: string; among: number }
  | { act: 'choose'; chains: readonly string[] }
  | { act: 'send-to'; address: string; port: number }
  | { act: 'remember-source'; set: string }
  | { act: 'mark-to-masquerade' }
  | { act: 'masquerade' };

export interface Rule {
  when: readonly Condition[];
  then: Action;
}

export interface Hook {
  type: 'nat' | 'filter';
  at: 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';
  priority: number;
}

/** A chain never changes under its name: where its rules depend on a Service, the name does too. */
export interface Chain {
  name: string;
  hook?: Hook;
  rules: readonly Rule[];
  /** Kept when nothing refers to it any more, since it will be needed again. */
  stays?: true;
}

/** A set, or a map when it holds something. */
export interface SetDeclaration {
  name: string;
  key: readonly Field[];
  /** The last part of the key is a number below this one, drawn at random for each lookup. */
  drawsAmong?: number;
  holds?: 'verdict' | 'target';
  /** Fields of the key are ranges: of addresses, or of ports. */
  ranges?: true;
  /** Filled by packets (`remember-source`); entries go after this time without use. */
  forgetsAfterSeconds?: number;
  stays?: true;
  /**
   * Elements stay in the kernel for one transaction more than needed. A packet that was sent to a chain before a transaction may
   * look its target up after it, and must find it.
   */
  lingers?: true;
}

export interface Element {
  set: string;
  /** In nft's notation: `10.96.0.10 . udp . 53`. */
  key: string;
  /** What the key maps to in nft's notation; '' in sets. */
  value: string;
}
