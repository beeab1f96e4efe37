import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { wantsXds, writeXdsFiles, xdsBootstrap } from './xds-bootstrap';

const pod = (annotations: Record<string, string> = {}, labels: Record<string, string> = {}): Pod => ({
  metadata: { name: 'web-1', namespace: 'shop', annotations, labels },
});

test.each<{ annotations: Record<string, string>; expected: boolean }>([
  { annotations: {}, expected: false },
  { annotations: { 'grpc.kubets.dev/xds': 'true' }, expected: true },
  { annotations: { 'grpc.kubets.dev/xds': 'false' }, expected: false },
])('a pod with $annotations asks for it: $expected', ({ annotations, expected }) => {
  expect(wantsXds(pod(annotations))).toBe(expected);
});

test('a client is named for its pod, is where the node is, and asks over TLS if it can', () => {
  const labels = { 'topology.kubernetes.io/region': 'r1', 'topology.kubernetes.io/zone': 'z1' };
  expect(xdsBootstrap(pod({}, labels), '10.96.0.10:15010')).toEqual({
    xds_servers: [
      {
        server_uri: '10.96.0.10:15010',
        channel_creds: [
          { type: 'tls', config: { ca_certificate_file: '/var/run/kubets/xds/ca.crt' } },
          { type: 'insecure' },
        ],
        server_features: ['xds_v3'],
      },
    ],
    node: { id: 'web-1.shop', cluster: 'shop', locality: { region: 'r1', zone: 'z1' } },
  });
  expect(xdsBootstrap(pod(), 'a:1')).toMatchObject({ node: { locality: { region: '', zone: '' } } });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubets-xds-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('the folder has both, and a container finds it by the variable', async () => {
    const caFile = join(folder, 'authority.crt');
    writeFileSync(caFile, 'PEM');
    const xds = join(folder, 'xds');
    expect(await writeXdsFiles(pod(), xds, { server: 'a:1', caFile })).toEqual({
      mount: { containerPath: '/var/run/kubets/xds', hostPath: xds, readOnly: true },
      environment: { name: 'GRPC_XDS_BOOTSTRAP', value: '/var/run/kubets/xds/bootstrap.json' },
    });
    expect(readFileSync(join(xds, 'ca.crt'), 'utf8')).toBe('PEM');
    expect(JSON.parse(readFileSync(join(xds, 'bootstrap.json'), 'utf8'))).toMatchObject({
      xds_servers: [{ server_uri: 'a:1' }],
    });
  });

  test('a node that has nobody to ask says so', async () => {
    await expect(writeXdsFiles(pod(), folder, undefined)).rejects.toThrow('this node has no --xds-server');
  });
});
