// @ts-check
import { nthAddress, readNetwork } from './networks.mjs';
import { START_OPTIONS } from './start-options.mjs';

/** @typedef {import('../cluster/options').ClusterOptions} ClusterOptions */
/** @typedef {import('../cluster/options').AskedOptions} AskedOptions */
/** @typedef {import('./conflicts.mjs').Held} Held */

/** @param {number} from @param {number} to @param {(n: number) => string} network @param {number} [step] */
const range = (from, to, network, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => network(from + index * step));

/** Where to look for a free network, the default first. @type {Record<string, string[]>} */
const CANDIDATES = {
  'node-cidr': [...range(201, 239, (n) => `10.${n}.0.0/24`), ...range(0, 255, (n) => `192.168.${n}.0/24`)],
  'pod-cidr': [
    ...range(244, 254, (n) => `10.${n}.0.0/16`),
    ...range(128, 199, (n) => `10.${n}.0.0/16`),
    ...range(16, 31, (n) => `172.${n}.0.0/16`),
  ],
  'service-cidr': [
    START_OPTIONS.serviceCidr.default,
    ...range(112, 176, (n) => `10.${n}.0.0/12`, 16),
    ...range(0, 255, (n) => `10.${n}.0.0/16`),
    ...range(16, 31, (n) => `172.${n}.0.0/16`),
  ],
};

/**
 * The first network for an option that overlaps none of the others.
 * @param {string} flag @param {readonly string[]} others
 */
export const firstFreeNetwork = (flag, others) =>
  CANDIDATES[flag]?.find((candidate) => !others.some((other) => readNetwork(other)?.overlaps(candidate)));

const NETWORKS = /** @type {const} */ (['nodeCidr', 'podCidr', 'serviceCidr']);

/**
 * Networks for a new cluster: what is asked for, the default where it is free, or another, which is said.
 * @param {Partial<ClusterOptions>} asked @param {readonly Held[]} held
 * @returns {{ options: Partial<ClusterOptions>, notes: string[] }}
 */
export function chooseNetworks(asked, held) {
  /** @type {Partial<ClusterOptions>} */
  const options = {};
  const notes = [];
  const others = [...held.map(({ network }) => network), ...NETWORKS.flatMap((name) => asked[name] ?? [])];
  for (const name of NETWORKS) {
    if (asked[name] !== undefined) continue;
    const { flag, default: initial } = START_OPTIONS[name];
    const chosen = firstFreeNetwork(flag, others) ?? initial; // none is free: the conflict is told
    if (chosen !== initial) {
      const by = held.find(({ network }) => readNetwork(initial)?.overlaps(network));
      notes.push(
        `--${flag} ${chosen} was chosen, for ${initial} overlaps ${by ? `${by.network} ${by.by}` : 'another of its networks'}`,
      );
    }
    options[name] = chosen;
    others.push(chosen);
  }
  const nodeCidr = asked.nodeCidr ?? options.nodeCidr;
  if (asked.loadBalancerPool === undefined && nodeCidr !== undefined && nodeCidr !== START_OPTIONS.nodeCidr.default)
    options.loadBalancerPool = poolOf(nodeCidr);
  return { options, notes };
}

/** The upper addresses of a node network, as the default has them. @param {string} nodeCidr */
function poolOf(nodeCidr) {
  const network = readNetwork(nodeCidr);
  if (!network) return START_OPTIONS.loadBalancerPool.default; // told as a fault of the network
  const size = Math.min(256, 2 ** (32 - network.prefix));
  const at = (/** @type {number} */ share) => nthAddress(nodeCidr, Math.floor((size * share) / 256));
  return `${at(200)}-${at(250)}`;
}

const PORTS = /** @type {const} */ (['securePort', 'grpcPort', 'etcdPort']);
const PORT_STEP = 1000;

/**
 * Ports for a new cluster, all moved by the same number of thousands where a default is taken.
 * @param {Partial<ClusterOptions>} asked @param {Pick<import('./machine.mjs').Machine, 'listeners' | 'clusters'>} machine
 * @returns {{ options: Partial<ClusterOptions>, notes: string[] }}
 */
export function choosePorts(asked, { listeners, clusters }) {
  const own = `/run/${asked.name ?? START_OPTIONS.name.default}`;
  const taken = new Set([
    ...listeners.filter(({ cluster }) => cluster !== own).map(({ port }) => port),
    ...PORTS.flatMap((name) => asked[name] ?? []),
    ...clusters
      .filter(({ stateDir }) => stateDir !== asked.stateDir)
      .flatMap(({ options }) => [options.securePort, options.grpcPort, options.etcdPort, options.etcdPort + 1]),
  ]);
  const free = PORTS.filter((name) => asked[name] === undefined);
  const needed = (/** @type {number} */ by) =>
    free.flatMap((name) => {
      const port = START_OPTIONS[name].default + by;
      return name === 'etcdPort' ? [port, port + 1] : [port];
    });
  const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((step) => step * PORT_STEP);
  const by = steps.find((step) => !needed(step).some((port) => taken.has(port))) ?? 0;
  const chosen = free.map((name) => /** @type {const} */ ([name, START_OPTIONS[name].default + by]));
  return {
    options: Object.fromEntries(chosen),
    notes:
      by === 0
        ? []
        : [
            `${chosen.map(([name, port]) => `--${START_OPTIONS[name].flag} ${port}`).join(' ')} were chosen, for of the usual ports ${needed(
              0,
            )
              .filter((port) => taken.has(port))
              .join(', ')} ${needed(0).filter((port) => taken.has(port)).length === 1 ? 'is' : 'are'} in use`,
          ],
  };
}
