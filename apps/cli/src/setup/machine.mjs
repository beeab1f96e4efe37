// @ts-check
// What of this machine a start has to know, read from /proc: no program has to be there for it.
import { existsSync, readFileSync, readdirSync, readlinkSync, statfsSync } from 'node:fs';
import { release } from 'node:os';
import { dirname } from 'node:path';
import { knownClusters } from './known-clusters.mjs';

/** @typedef {{ dst: string, dev: string }} Route */
/** @typedef {{ port: number, pid?: number, program?: string, cluster?: string }} Listener `cluster` is the run directory of the cluster that it belongs to */
/**
 * @typedef {object} Machine
 * @property {string} platform
 * @property {string} kernel
 * @property {number} uid
 * @property {bigint} capabilities those in effect
 * @property {Route[]} routes that lead somewhere, without the default route
 * @property {Listener[]} listeners on TCP
 * @property {readonly string[]} stateEntries what the state directory holds
 * @property {number} freeBytes where the state is kept
 * @property {number} availableMemoryBytes
 * @property {import('./known-clusters.mjs').KnownCluster[]} clusters
 */

/**
 * @param {string} stateDir
 * @returns {Machine}
 */
export function readMachine(stateDir) {
  return {
    platform: process.platform,
    kernel: release(),
    uid: process.getuid?.() ?? -1,
    capabilities: readCapabilities(textOf('/proc/self/status')),
    routes: readRoutes(textOf('/proc/net/route')),
    listeners: readListeners(),
    stateEntries: listOf(stateDir),
    freeBytes: freeBytesOf(stateDir),
    availableMemoryBytes: readAvailableMemory(textOf('/proc/meminfo')),
    clusters: knownClusters(),
  };
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // another system than Linux, or a kernel without it
  }
}

/** @param {string} status of /proc/PID/status */
export const readCapabilities = (status) => BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);

/** @param {string} meminfo */
export const readAvailableMemory = (meminfo) => Number(/^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1] ?? 0) * 1024;

/**
 * The main table's routes. Those that refuse (`unreachable`, `blackhole`, `prohibit`) have no device there, and serve nobody.
 * @param {string} text /proc/net/route
 * @returns {Route[]}
 */
export function readRoutes(text) {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [dev = '', destination = '', , , , , , mask = ''] = line.trim().split(/\s+/);
      if (!/^[0-9A-F]{8}$/.test(destination) || dev === '*') return [];
      const prefix = [...parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
      return prefix === 0 ? [] : [{ dst: `${addressOf(destination)}/${prefix}`, dev }];
    });
}

/** As the kernel writes it: the bytes of an address in the machine's order. @param {string} hex */
const addressOf = (hex) => [6, 4, 2, 0].map((at) => parseInt(hex.slice(at, at + 2), 16)).join('.');

const LISTENING = '0A';

/**
 * The ports that somebody listens on, with the inodes of the sockets.
 * @param {string} text /proc/net/tcp or tcp6
 * @returns {{ port: number, inode: string }[]}
 */
export function readListeningSockets(text) {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === LISTENING ? [{ port: parseInt(local.slice(local.lastIndexOf(':') + 1), 16), inode }] : [];
  });
}

function readListeners() {
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readListeningSockets(textOf(file)));
  const holders = holdersOf(new Set(sockets.map(({ inode }) => inode)));
  return sockets.map(({ port, inode }) => {
    const pid = holders.get(inode);
    return pid === undefined
      ? { port }
      : { port, pid, program: textOf(`/proc/${pid}/comm`).trim(), cluster: clusterOf(pid) };
  });
}

/** Who holds sockets, as far as this user may see it. @param {ReadonlySet<string>} inodes */
function holdersOf(inodes) {
  /** @type {Map<string, number>} */
  const holders = new Map();
  for (const entry of listOf('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    for (const fd of listOf(`/proc/${entry}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${entry}/fd/${fd}`))?.[1];
      if (inode && inodes.has(inode)) holders.set(inode, Number(entry));
    }
  }
  return holders;
}

/** A cluster's processes hold a pipe of its run directory as their standard input. @param {number} pid */
const clusterOf = (pid) => /^(\/run\/[^/]+)\/processes\//.exec(linkOf(`/proc/${pid}/fd/0`))?.[1];

/** @param {string} dir @returns {string[]} */
function listOf(dir) {
  try {
    return readdirSync(dir);
  } catch {
    return []; // it has ended, or is another user's
  }
}

/** @param {string} file */
function linkOf(file) {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

/** @param {string} dir that need not be there yet */
function freeBytesOf(dir) {
  let there = dir;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}
