import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { E2E } from '../../e2e/cluster/e2e-cluster';
import type { Door, FuzzTarget } from './fuzz-target';

/** As `docs/architecture.md` has them, but for what the tests' cluster has of its own. */
const DOORS: Door[] = [
  { name: 'apiserver REST', host: '127.0.0.1', port: E2E.securePort, speaks: 'https', http2: true },
  { name: 'apiserver gRPC', host: '127.0.0.1', port: E2E.grpcPort, speaks: 'grpc', http2: true },
  { name: 'controller-manager', host: E2E.hostAddress, port: 10257, speaks: 'https' },
  { name: 'scheduler', host: E2E.hostAddress, port: 10259, speaks: 'https' },
  { name: 'cloud-lb', host: E2E.hostAddress, port: 10258, speaks: 'https' },
  { name: 'ingress', host: E2E.ingressAddress, port: 10260, speaks: 'https' },
  { name: 'dns metrics', host: E2E.hostAddress, port: 9153, speaks: 'https' },
  { name: 'dns', host: E2E.hostAddress, port: 53, speaks: 'dns' },
  { name: 'kubelet-agent', host: E2E.addressOf('node-1'), port: 10250, speaks: 'https' },
  { name: 'proxy health', host: E2E.addressOf('node-1'), port: 10256, speaks: 'http' },
  { name: 'proxy metrics', host: E2E.addressOf('node-1'), port: 10249, speaks: 'https' },
];

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
    doors: DOORS,
    knownName: 'kubernetes.default.svc.cluster.local',
    logDir: join(E2E.stateDir, 'logs'),
  };
}
