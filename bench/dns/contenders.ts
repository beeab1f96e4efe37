import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { SERVICE_ENVIRONMENT } from '../../apps/cli/src/processes/service-environment';
import type { MeasuredApiserver } from '../apiserver/measured-apiserver';

/** A DNS server that is measured as a process; it listens on 127.0.0.1. */
export interface Contender {
  name: string;
  port: number;
  start(): Promise<ChildProcess>;
}

const USER = { commonName: 'kubernetes-admin', organizations: ['system:masters'] };

/** The bundle of this checkout. */
export const kubets = (server: MeasuredApiserver, port: number): Contender => ({
  name: 'kubets',
  port,
  async start() {
    const flags = {
      kubeconfig: await server.kubeconfigOf(USER),
      port,
      'bind-address': '127.0.0.1',
      upstream: '127.0.0.1:9',
    };
    const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    return spawn(process.execPath, ['dist/apps/dns/main.js', ...words, '--secure-port=0', '--log-level=error'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...SERVICE_ENVIRONMENT },
    });
  },
});

/** With its cache, fed from our API server; as kubeadm configures it but for what goes to other servers. */
export const coreDns = (server: MeasuredApiserver, port: number, program: string): Contender => ({
  name: 'CoreDNS',
  port,
  async start() {
    const kubeconfig = await server.kubeconfigOf(USER, 'rest');
    const corefile = `${kubeconfig}.corefile`;
    writeFileSync(
      corefile,
      `.:${port} {
  bind 127.0.0.1
  errors
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig ${kubeconfig}
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  cache 30
  loadbalance
}
`,
    );
    return spawn(program, ['-conf', corefile], { stdio: 'ignore' });
  },
});
