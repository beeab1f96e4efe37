import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import type { ClusterPki } from '../pki/cluster-pki';
import type { ProcessSpec } from './process-spec';
import { flagsOf } from './service-args';

export const etcdClientUrl = (layout: ClusterLayout) => `https://127.0.0.1:${layout.options.etcdPort}`;

export function etcdProcess(layout: ClusterLayout, pki: ClusterPki): ProcessSpec {
  const clientUrl = etcdClientUrl(layout);
  const peerUrl = `https://127.0.0.1:${layout.options.etcdPort + 1}`;
  const tls = (prefix: string) => [
    `--${prefix}client-cert-auth`,
    `--${prefix}trusted-ca-file=${pki.etcdCaFile}`,
    `--${prefix}cert-file=${pki.etcd.certificateFile}`,
    `--${prefix}key-file=${pki.etcd.keyFile}`,
  ];
  return {
    name: 'etcd',
    command: 'etcd',
    args: [
      '--name=default',
      `--data-dir=${join(layout.options.stateDir, 'etcd')}`,
      `--listen-client-urls=${clientUrl}`,
      `--advertise-client-urls=${clientUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      '--max-txn-ops=1024',
      '--quota-backend-bytes=8589934592',
      '--logger=zap',
      '--log-level=warn',
      ...tls(''),
      ...tls('peer-'),
      ...flagsOf('etcd', layout.options.serviceArgs),
    ],
    // etcd reads ETCD_* from the environment and refuses to start when a variable and a flag disagree.
    env: {},
    health: { kind: 'etcd', url: `${clientUrl}/health`, livenessUrl: `${clientUrl}/version` },
    ours: false,
  };
}
