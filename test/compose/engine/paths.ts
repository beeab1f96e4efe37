import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');
export const STATE_DIR = join(ROOT, 'dist/compose');

/**
 * The engine of the tests is the machine of a user in small: a network namespace of its own, in which it may set up its
 * bridges, chains and policies, and in which `from the machine itself` means `from that namespace`.
 */
export const ENGINE = {
  netns: 'kubets-compose',
  /** Link to the real machine, over which images are built and the registry is reached. */
  hostLink: 'kubets-cmp',
  hostAddress: '10.199.77.1',
  address: '10.199.77.2',
  network: '10.199.77.0/24',
  bridgeAddress: '172.29.77.1/24',
  natTable: 'kubets-compose',
  cgroup: 'kubets-compose',
  dir: join(STATE_DIR, 'engine'),
  socket: join(STATE_DIR, 'engine/docker.sock'),
  pidFile: join(STATE_DIR, 'engine/unshare.pid'),
  ipForwardFile: join(STATE_DIR, 'engine/ip_forward.before'),
  /** Directories of /run that were not there before. */
  runDirsFile: join(STATE_DIR, 'engine/run-dirs.new'),
  registryPort: 25077,
} as const;

export const REGISTRY_URL = `http://${ENGINE.hostAddress}:${ENGINE.registryPort}`;
