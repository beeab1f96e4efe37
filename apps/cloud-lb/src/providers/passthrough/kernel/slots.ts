import { createHash } from 'node:crypto';

/** Connections are spread over so many slots: enough for nodes to get shares that differ by a few percent. */
export const SLOTS = 509;

/**
 * The node of each slot, by rendezvous hashing: every process comes to the same answer, and when a node goes only its own slots are given
 * to others, so that no connection to another node breaks.
 */
export function nodeOfSlots(nodes: readonly string[]): string[] {
  const weights = nodes.map((node) => ({ node, weights: slotWeights(node) }));
  return Array.from(
    { length: SLOTS },
    (_, slot) => weights.reduce((best, other) => (other.weights[slot]! > best.weights[slot]! ? other : best)).node,
  );
}

const known = new Map<string, Uint32Array>();

function slotWeights(node: string): Uint32Array {
  const found = known.get(node);
  if (found) return found;
  // SHAKE gives as many bytes as are asked for.
  const bytes = createHash('shake256', { outputLength: SLOTS * 4 })
    .update(node)
    .digest();
  const weights = Uint32Array.from({ length: SLOTS }, (_, slot) => bytes.readUInt32BE(slot * 4));
  if (known.size > 5000) known.clear();
  known.set(node, weights);
  return weights;
}
