// @ts-check
import { readNetwork } from './networks.mjs';
import { firstFreeNetwork } from './free-choice.mjs';
import { networksOf, portsOf } from './usable-options.mjs';

/** @typedef {import('../cluster/options').ClusterOptions} ClusterOptions */
/** @typedef {import('./machine.mjs').Machine} Machine */
/** @typedef {{ network: string, by: string }} Held a network and who has it, as a sentence goes on behind it */

/**
 * The networks that others have here than the cluster itself: this machine's routes, and the nodes and pods of other clusters,
 * stopped ones too.
 * @param {Pick<Machine, 'routes' | 'clusters'>} machine @param {Pick<ClusterOptions, 'name' | 'stateDir'>} own
 * @returns {Held[]}
 */
export function heldNetworks({ routes, clusters }, { name, stateDir }) {
  const others = clusters.filter((cluster) => cluster.stateDir !== stateDir && cluster.name !== name);
  const byRoute = routes
    .filter(({ dev }) => dev !== `${name}0`)
    .map(({ dst, dev }) => {
      const cluster = others.find((other) => dev === `${other.name}0`);
      const of = cluster ? `, the bridge of ${clusterText(cluster)}` : '';
      return { network: dst, by: `on ${dev}${of} (see: ip route show dev ${dev})` };
    });
  const byCluster = others.flatMap((cluster) =>
    [cluster.options.nodeCidr, cluster.options.podCidr].map((network) => ({
      network,
      by: `of ${clusterText(cluster)}`,
    })),
  );
  return [...byRoute, ...byCluster];
}

/** @param {{ name: string, stateDir: string, running: boolean }} cluster */
const clusterText = ({ name, stateDir, running }) =>
  `the ${running ? 'running' : 'stopped'} cluster ${name} with its state in ${stateDir}`;

/**
 * What is in the way of the cluster's networks, with a range that is free.
 * @param {ClusterOptions} options @param {readonly Held[]} held
 */
export function networkConflicts(options, held) {
  const own = networksOf(options);
  return own.flatMap(({ flag, text }) => {
    const taken = held.find(({ network }) => readNetwork(text)?.overlaps(network));
    if (!taken) return [];
    const free = firstFreeNetwork(flag, [...held.map(({ network }) => network), ...own.map((other) => other.text)]);
    return [
      `--${flag} ${text} overlaps ${taken.network} ${taken.by}; choose another range${free ? `: --${flag} ${free} is free` : ` with --${flag}`}`,
    ];
  });
}

/**
 * Who listens on the cluster's ports already.
 * @param {ClusterOptions} options @param {Pick<Machine, 'listeners' | 'clusters'>} machine
 */
export function portConflicts(options, { listeners, clusters }) {
  return portsOf(options).flatMap(({ flag, user, port }) => {
    const holder = listeners.find((listener) => listener.port === port && listener.cluster !== `/run/${options.name}`);
    if (!holder) return [];
    const cluster = clusters.find(({ name }) => holder.cluster === `/run/${name}`);
    const by = cluster
      ? clusterText(cluster)
      : holder.pid === undefined
        ? `another program (see: ss -ltnp 'sport = :${port}')`
        : `${holder.program}, pid ${holder.pid}`;
    return [`port ${port}, wanted for ${user}, is taken by ${by}; stop it or choose another port with --${flag}`];
  });
}
