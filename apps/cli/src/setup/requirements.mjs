// @ts-check
import { isThere, missingPackages, programsOf } from './programs.mjs';

const MEBIBYTE = 1024 ** 2;
/** What a start writes before the first image, and what two nodes and their services take. */
const FREE_BYTES = 1024 * MEBIBYTE;
const MEMORY_BYTES = 512 * MEBIBYTE;
/** What Kubernetes asks of a node whose proxy uses nftables. */
const KERNEL = [5, 13];
/** Of capabilities(7), by their bits. */
const CAPABILITIES = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n };

/**
 * What this machine lacks to run a cluster at all.
 * @param {import('./machine.mjs').Machine} machine
 * @param {Pick<import('../cluster/options').ClusterOptions, 'stateDir' | 'registryPort'>} options
 * @returns {string[]}
 */
export function requirements(machine, { stateDir, registryPort }) {
  if (machine.platform !== 'linux')
    return [
      `kubets start needs Linux (network namespaces, nftables); this is ${machine.platform}. Use docker-compose up, or a Linux machine.`,
    ];
  return [
    ...privileges(machine),
    ...kernel(machine),
    ...room(machine, stateDir),
    ...programs(programsOf({ registryPort })),
  ];
}

/** @param {import('./machine.mjs').Machine} machine */
function privileges({ uid, capabilities }) {
  if (uid !== 0)
    return ['kubets start needs root: it makes network namespaces and runs containers. Use: sudo npm start'];
  const lacking = Object.entries(CAPABILITIES).filter(([, bit]) => ((capabilities >> bit) & 1n) === 0n);
  return lacking.length === 0
    ? []
    : [
        `root lacks ${lacking.map(([name]) => name).join(' and ')} here, as in a container without privileges; give it --privileged, or use docker-compose up`,
      ];
}

/** @param {import('./machine.mjs').Machine} machine */
function kernel({ kernel: release }) {
  const [major = 0, minor = 0] = release.split(/[.-]/).map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = KERNEL;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
    ? []
    : [`Linux ${release} is too old: ${KERNEL.join('.')} or later is needed, for its nftables`];
}

/** @param {import('./machine.mjs').Machine} machine @param {string} stateDir */
function room({ freeBytes, availableMemoryBytes }, stateDir) {
  const mebibytes = (/** @type {number} */ bytes) => `${Math.floor(bytes / MEBIBYTE)} MiB`;
  return [
    ...(freeBytes < FREE_BYTES
      ? [
          `${mebibytes(freeBytes)} are free where ${stateDir} is, and ${mebibytes(FREE_BYTES)} are needed; make room, or choose another disk with --state-dir`,
        ]
      : []),
    ...(availableMemoryBytes < MEMORY_BYTES
      ? [`${mebibytes(availableMemoryBytes)} of memory are available, and ${mebibytes(MEMORY_BYTES)} are needed`]
      : []),
  ];
}

/** @param {Readonly<Record<string, string>>} needed */
function programs(needed) {
  const missing = missingPackages(needed);
  return missing.length === 0 || isThere('apt-get')
    ? []
    : [
        `programs are missing, and there is no apt-get to install them with; install what Debian has in: ${missing.join(' ')}`,
      ];
}
