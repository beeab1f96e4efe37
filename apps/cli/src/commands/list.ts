import { knownClusters } from '../setup/known-clusters.mjs';
import { printJson } from './narration';
import { formatTable } from './table';

/** Prints the clusters of this machine that run, or keep their state where clusters do by default. */
export function list({ output }: { output?: string }): void {
  const clusters = knownClusters().map(({ name, stateDir, running, options }) => ({
    name,
    status: running ? 'Running' : 'Stopped',
    nodes: options.nodes,
    api: `https://127.0.0.1:${options.securePort}`,
    stateDir,
  }));
  if (output === 'json') return printJson(clusters);
  if (clusters.length === 0) return console.log('There is no cluster on this machine. Make one with: npx kubets start');
  console.log(
    formatTable(
      ['NAME', 'STATUS', 'NODES', 'API', 'STATE'],
      clusters.map(({ name, status, nodes, api, stateDir }) => [name, status, String(nodes), api, stateDir]),
    ),
  );
}
