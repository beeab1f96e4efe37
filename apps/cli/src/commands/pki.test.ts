import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pki } from './pki';
// Loaded here, for the first certificate would wait for it.
import '@kubets/component/certificates';

test('a node gets all it needs in a directory of its own, and nothing half written is left', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kubets-pki-'));
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await pki({
      dir,
      name: 'test',
      server: 'https://10.0.0.2:6444',
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
  } finally {
    log.mockRestore();
    await rm(dir, { recursive: true });
  }
});
