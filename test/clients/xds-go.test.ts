// grpc-go against the server that tells clients the endpoints of a Service, over TLS with a certificate of its own. It needs a compiler, so
// that it runs with KUBETS_CLIENTS=all or go.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import {
  describeCaller,
  MOST_BACKENDS,
  startXdsHarness,
  WEB,
  type XdsCaller,
  type XdsHarness,
} from '../integration/xds-harness';
import { grpcXdsProgram } from './go-clients';

const GRPC_GO = '1.83.2';
const isAsked = ['all', 'go'].some((one) => process.env['KUBETS_CLIENTS']?.split(',').includes(one));

let harness: XdsHarness;
beforeAll(async () => {
  harness = await startXdsHarness();
});
afterAll(() => harness.stop());

async function openGoCaller(): Promise<XdsCaller> {
  const { certFile, keyFile } = await harness.pki.issue({ commonName: 'system:serviceaccount:default:default' });
  const tls = { ca_certificate_file: harness.pki.caFile, certificate_file: certFile, private_key_file: keyFile };
  const bootstrap = {
    xds_servers: [
      {
        server_uri: `127.0.0.1:${harness.port}`,
        channel_creds: [{ type: 'tls', config: tls }],
        server_features: ['xds_v3'],
      },
    ],
    node: { id: 'pod-1.default', locality: { zone: 'zone-a' } },
  };
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    grpcXdsProgram(GRPC_GO),
    [WEB, String(MOST_BACKENDS)],
    {
      env: { ...process.env, GRPC_XDS_BOOTSTRAP_CONFIG: JSON.stringify(bootstrap) },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout });
  let turn: Promise<unknown> = Promise.resolve();
  return {
    close: () => void child.kill('SIGKILL'),
    call(times) {
      // One question at a time.
      const answer = turn.then(async () => {
        const line = once(lines, 'line') as Promise<[string]>;
        child.stdin.write(`${times}\n`);
        return JSON.parse((await line)[0]) as { counts: number[]; failures: string[] };
      });
      turn = answer.catch(() => undefined);
      return answer;
    },
  };
}

(isAsked ? describe : describe.skip)(`grpc-go ${GRPC_GO}`, () => {
  beforeAll(() => void grpcXdsProgram(GRPC_GO), 20 * 60_000);
  describeCaller(() => harness, openGoCaller);
});
