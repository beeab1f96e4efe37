import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKubeconfig } from '@kubets/rpc';
import { pki } from './pki';

test('a node gets all it needs in a directory of its own, and nothing half written is left', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kubets-pki-'));
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await pki({
      dir,
      name: 'test',
      server: 'https://10.0.0.2:6444',
      restServer: 'https://10.0.0.2:6443',
      adminServer: 'https://10.0.0.2:6443',
      serviceCidr: '10.96.0.0/12',
      nodes: [{ name: 'node-1', address: '10.0.0.11' }],
      hosts: [],
    });
    expect((await readdir(join(dir, 'nodes/node-1'))).sort()).toEqual([
      'ca.crt',
      'client.crt',
      'client.key',
      'kubeconfig',
      'network-kubeconfig',
      'network.crt',
      'network.key',
      'serving.crt',
      'serving.key',
    ]);
    // It signs the tokens that lie in Secrets.
    const key = (holder: string) => readFile(join(dir, holder, 'service-account.key'), 'utf8');
    expect(await key('controller-manager')).toBe(await key('apiserver'));
    // The dashboard knows where the API server is, and is nobody there.
    expect((await readdir(join(dir, 'dashboard'))).sort()).toEqual([
      'ca.crt',
      'kubeconfig',
      'serving.crt',
      'serving.key',
    ]);
    const connection = await loadKubeconfig(join(dir, 'dashboard/kubeconfig'));
    expect(connection).toMatchObject({ server: 'https://10.0.0.2:6443', ca: { file: join(dir, 'dashboard/ca.crt') } });
    expect([connection.clientCertificate, connection.token]).toEqual([undefined, undefined]);
  } finally {
    log.mockRestore();
    await rm(dir, { recursive: true });
  }
});
