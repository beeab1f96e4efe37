// @ts-check
// The programs kubets drives, each with the Debian package that holds it.
import { existsSync } from 'node:fs';

/** What a cluster needs. */
export const CLUSTER_PROGRAMS = {
  etcd: 'etcd-server',
  containerd: 'containerd',
  runc: 'runc',
  '/usr/lib/cni/ptp': 'containernetworking-plugins',
  nft: 'nftables',
  iptables: 'iptables',
  conntrack: 'conntrack',
  ip: 'iproute2',
  arping: 'iputils-arping',
  nsenter: 'util-linux',
};

/** What a registry beside the cluster is. */
export const REGISTRY_PROGRAM = 'docker-registry';

/**
 * What a cluster with these options needs.
 * @param {Pick<import('../cluster/options').ClusterOptions, 'registryPort'>} options
 * @returns {Readonly<Record<string, string>>}
 */
export const programsOf = ({ registryPort }) =>
  registryPort === 0 ? CLUSTER_PROGRAMS : { ...CLUSTER_PROGRAMS, [REGISTRY_PROGRAM]: 'docker-registry' };

/** What a person needs to use it, and what Ingresses need; a cluster works without. */
export const CLIENT_PROGRAMS = { kubectl: 'kubernetes-client', haproxy: 'haproxy' };

/** Where programs are looked for, in this order. */
export const PROGRAM_DIRECTORIES = [
  ...(process.env['PATH'] ?? '').split(':'),
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
];

/** Where a program is, by its name or path. @param {string} program */
export const pathOf = (program) =>
  program.startsWith('/')
    ? [program].find((file) => existsSync(file))
    : PROGRAM_DIRECTORIES.map((dir) => `${dir}/${program}`).find((file) => existsSync(file));

/** @param {string} program */
export const isThere = (program) => pathOf(program) !== undefined;

/** The Debian packages of those programs that are not there. @param {Readonly<Record<string, string>>} programs */
export const missingPackages = (programs) =>
  Object.entries(programs)
    .filter(([program]) => !isThere(program))
    .map(([, debianPackage]) => debianPackage);
