import { execFileSync } from 'node:child_process';

/** A node's own address, from which it asks. */
export const NODE_ADDRESS = '10.0.0.1';

const ip = (...words: string[]) => execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });

/**
 * Prepares the network namespace of this process, which nobody else is in: a node whose pods are itself, with a route to everywhere on
 * which nobody answers, so that only a rule of a proxy leads from a Service's address to a pod.
 */
export function becomeNode(): void {
  ip('link', 'set', 'lo', 'up');
  ip('link', 'add', 'pods', 'type', 'veth', 'peer', 'name', 'nowhere');
  ip('link', 'set', 'nowhere', 'up');
  ip('address', 'add', `${NODE_ADDRESS}/24`, 'dev', 'pods');
  ip('link', 'set', 'pods', 'up');
  ip('route', 'add', 'default', 'dev', 'pods');
}

/** Has the node answer for pods' addresses. */
export function takeAddresses(addresses: readonly string[]): void {
  for (const address of addresses) ip('address', 'add', `${address}/32`, 'dev', 'pods');
}
