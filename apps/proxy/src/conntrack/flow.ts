import { isIPv4 } from 'node:net';
import { canonicalIp } from '@kubets/net';

/** A tracked UDP exchange: where the client sends, and who answers. */
export interface Flow {
  destination: string;
  destinationPort: number;
  /** The endpoint, once the destination was translated; else the destination itself. */
  replySource: string;
  replySourcePort: number;
}

const TUPLE = /src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/g;

/** Reads one line of `conntrack -L`; undefined for anything that is not a flow with ports in both directions. */
export function parseFlow(line: string): Flow | undefined {
  const [original, reply] = [...line.matchAll(TUPLE)];
  const destination = canonical(original?.[2]);
  const replySource = canonical(reply?.[1]);
  if (destination === undefined || replySource === undefined) return undefined;
  return { destination, destinationPort: Number(original?.[4]), replySource, replySourcePort: Number(reply?.[3]) };
}

function canonical(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return isIPv4(text) ? text : canonicalIp(text);
}
