import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { E2E } from '../../e2e/cluster/e2e-cluster';
import type { FuzzTarget } from './fuzz-target';

/** The end-to-end tests' cluster. */
export function clusterTarget(): FuzzTarget {
  const kubeconfig = parse(readFileSync(E2E.kubeconfig, 'utf8'));
  const decoded = (text: string) => Buffer.from(text, 'base64').toString();
  return {
    kind: 'cluster',
    host: '127.0.0.1',
    restPort: E2E.securePort,
    grpcPort: E2E.grpcPort,
    ca: decoded(kubeconfig.clusters[0].cluster['certificate-authority-data']),
    admin: {
      cert: decoded(kubeconfig.users[0].user['client-certificate-data']),
      key: decoded(kubeconfig.users[0].user['client-key-data']),
    },
    dns: { host: E2E.hostAddress, port: 53 },
    knownName: 'kubernetes.default.svc.cluster.local',
    logDir: join(E2E.stateDir, 'logs'),
  };
}
