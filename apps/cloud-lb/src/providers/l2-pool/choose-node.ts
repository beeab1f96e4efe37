import type { Fitness } from '../../nodes/fitness';

export interface NodeChoice {
  /** Absent when the Service has no node and none can take it. */
  node?: string;
  state: 'available' | 'pending' | 'unavailable';
}

interface Candidates {
  /** Nodes that may announce, whatever their health. */
  nodes: readonly string[];
  current?: string;
  fitness(node: string): Fitness;
  /** How many addresses a node announces already. */
  load(node: string): number;
}

/**
 * Keeps the node as long as it is fit, because every move costs connections; else the fit one with the fewest addresses.
 * With no fit node the Service stays where it is: moving would not help.
 */
export function chooseNode({ nodes, current, fitness, load }: Candidates): NodeChoice {
  const currentFitness = current !== undefined && nodes.includes(current) ? fitness(current) : 'unfit';
  if (currentFitness === 'fit') return { node: current, state: 'available' };
  // After a restart nothing is known yet, which is no reason to move everything to whichever node answers first.
  if (currentFitness === 'unknown') return { node: current, state: 'pending' };
  const fit = nodes.filter((node) => fitness(node) === 'fit').sort((a, b) => load(a) - load(b) || (a < b ? -1 : 1));
  if (fit[0] !== undefined) return { node: fit[0], state: 'available' };
  return { node: current, state: nodes.some((node) => fitness(node) === 'unknown') ? 'pending' : 'unavailable' };
}
