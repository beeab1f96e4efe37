// What the gRPC clients of a pod need to balance each call themselves, for one annotation.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientsOf } from './cluster/clients';
import { E2E } from './cluster/e2e-cluster';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { emptyDefaultNamespace, readyPods } from './cluster/workloads';

jest.setTimeout(120_000);

const kubectl = selectedKubectls(4)[0]?.[1] as Kubectl;
const { curlFromNode } = clientsOf(E2E);
const folder = mkdtempSync(join(tmpdir(), 'kubets-xds-'));

beforeAll(() => emptyDefaultNamespace(kubectl));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await emptyDefaultNamespace(kubectl);
});

test('a pod that asks for it finds whom to ask, who is known by the authority beside it', async () => {
  await kubectl('create -f -', {
    input: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'caller', labels: { app: 'caller' }, annotations: { 'grpc.kubets.dev/xds': 'true' } },
      spec: { containers: [{ name: 'web', image: 'nginx' }] },
    }),
  });
  await readyPods(kubectl, 'app=caller', 1);
  const path = (await kubectl('exec caller -- printenv GRPC_XDS_BOOTSTRAP')).trim();
  const bootstrap = JSON.parse(await kubectl(`exec caller -- cat ${path}`)) as {
    xds_servers: { server_uri: string; channel_creds: { config?: { ca_certificate_file: string } }[] }[];
    node: { id: string };
  };
  expect(bootstrap.node.id).toBe('caller.default');
  const [server] = bootstrap.xds_servers;
  expect(server?.server_uri).toBe(`${E2E.dnsIp}:15010`);

  const caFile = join(folder, 'ca.crt');
  writeFileSync(caFile, await kubectl(`exec caller -- cat ${server!.channel_creds[0]!.config!.ca_certificate_file}`));
  // gRPC's answer to what is no call of it: that far a client comes only when it trusts the certificate.
  const answer = ['--cacert', caFile, '--http2', '--output', '/dev/null', '--write-out', '%{http_code}'];
  expect(await curlFromNode('node-1', ...answer, `https://${server!.server_uri}/`)).toBe('415');
});
