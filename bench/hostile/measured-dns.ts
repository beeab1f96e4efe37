import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@kubets/store/testing';
import { kubeconfig } from '../../apps/cli/src/pki/kubeconfig';
import { SERVICE_ENVIRONMENT } from '../../apps/cli/src/processes/service-environment';
import { startQuietUpstream } from '../../test/fuzz/target/quiet-upstream';
import type { Connection } from '../apiserver/measured-apiserver';

export interface MeasuredDns {
  child: ChildProcess;
  address: { host: string; port: number };
  stop(): void;
}

/** Our dns' bundle, of the names that this apiserver has, and of no others. */
export async function startMeasuredDns({ grpcAddress, ca, cert, key }: Connection): Promise<MeasuredDns> {
  const [port, upstream] = [await freePort(), await startQuietUpstream()];
  const directory = mkdtempSync(join(tmpdir(), 'kubets-bench-dns-'));
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const file = join(directory, 'kubeconfig');
  const cluster = { server: `https://${grpcAddress}`, 'certificate-authority-data': base64(ca) };
  const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  writeFileSync(file, kubeconfig('bench', cluster, 'kubernetes-admin', user), { mode: 0o600 });
  const flags = ['--kubeconfig', file, '--bind-address', '127.0.0.1', '--port', `${port}`, '--secure-port', '0'].concat(
    ['--upstream', upstream.address],
  );
  const child = spawn(process.execPath, ['dist/apps/dns/main.js', ...flags], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...SERVICE_ENVIRONMENT },
  });
  return {
    child,
    address: { host: '127.0.0.1', port },
    stop() {
      child.kill('SIGKILL');
      upstream.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
