import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process of the cluster, as its supervisor tells it. */
export interface RunningProcess {
  name: string;
  pid: number;
  restarts: number;
}

/** A port that anybody can connect to. */
export interface Door {
  name: string;
  host: string;
  port: number;
  speaks: 'https' | 'http' | 'grpc' | 'dns';
  /** HTTP/2, too. */
  http2?: boolean;
}

/** The cluster that is attacked, told so that other processes can be told it, too. */
export interface FuzzTarget {
  /** 'cluster' has nodes, controllers and a scheduler; 'services' is etcd, apiserver and dns alone. */
  kind: 'cluster' | 'services';
  host: string;
  restPort: number;
  grpcPort: number;
  ca: string;
  admin: { cert: string; key: string };
  dns: { host: string; port: number };
  /** All that listens, over TCP. */
  doors: Door[];
  /** Has a ClusterIP while no fuzz runs; its name is what is resolved. */
  knownName: string;
  /** Where each process has its log, `NAME.log`. */
  logDir: string;
  /** Where the processes of 'services' are listed. */
  processFile?: string;
}

export const FUZZ_DIR = join(__dirname, '../../../dist/fuzz');
const TARGET_FILE = join(FUZZ_DIR, 'target.json');

export const saveTarget = (target: FuzzTarget) => writeFileSync(TARGET_FILE, JSON.stringify(target), { mode: 0o600 });

/** The target that the global set-up started. */
export const loadTarget = (): FuzzTarget => JSON.parse(readFileSync(TARGET_FILE, 'utf8')) as FuzzTarget;
