import { spawn } from 'node:child_process';
import { freePort, startEtcd } from '@kubets/store/testing';
import { createCredentials } from './credentials';
import { whenReady, type MeasuredApiserver } from './measured-apiserver';

/** Kubernetes' own kube-apiserver, that program, over an etcd of its own. */
export async function startMeasuredKubernetes(program: string, etcdProgram?: string): Promise<MeasuredApiserver> {
  const [etcd, credentials] = await Promise.all([startEtcd(etcdProgram), createCredentials()]);
  const port = await freePort();
  const flags = {
    'etcd-servers': etcd.url,
    'bind-address': '127.0.0.1',
    'secure-port': port,
    'advertise-address': '192.0.2.1',
    'endpoint-reconciler-type': 'none',
    'authorization-mode': 'Node,RBAC',
    'allow-privileged': 'true',
    'service-cluster-ip-range': '10.96.0.0/12',
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': credentials.flags['service-account-signing-key-file'],
    ...credentials.flags,
  };
  const begun = performance.now();
  const child = spawn(
    program,
    Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    { stdio: 'ignore' },
  );
  const connection = { url: `https://127.0.0.1:${port}`, grpcAddress: '', ...credentials.admin };
  return whenReady({ child, connection, etcd, credentials, begun });
}
