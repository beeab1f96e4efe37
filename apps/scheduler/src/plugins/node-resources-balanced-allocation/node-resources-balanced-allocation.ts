import { MAX_NODE_SCORE, type Plugin } from '../../framework/plugin';

/** Favours nodes whose CPU and memory would be used to the same share. */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  score({ requests }, nodes) {
    // A pod that requests nothing unbalances nothing.
    if (requests.milliCpu === 0 && requests.memory === 0) return undefined;
    return nodes.map(({ allocatable, requested }) => {
      if (allocatable.milliCpu === 0 || allocatable.memory === 0) return MAX_NODE_SCORE;
      const cpu = Math.min(1, (requested.milliCpu + requests.milliCpu) / allocatable.milliCpu);
      const memory = Math.min(1, (requested.memory + requests.memory) / allocatable.memory);
      // The standard deviation of two values is half their distance.
      return Math.trunc((1 - Math.abs(cpu - memory) / 2) * MAX_NODE_SCORE);
    });
  },
};
