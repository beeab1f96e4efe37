// With KUBETS_CLIENTS=all, or go among them, as it builds a Go program:
// controller-runtime's envtest starts the kit's programs in place of Kubernetes' API server and etcd, and a controller does its work.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { envtestProgram } from '../clients/go-clients';
import { installKit } from './built-package';

jest.setTimeout(900_000);

const isWanted = /\b(all|go)\b/.test(process.env['KUBETS_CLIENTS'] ?? '');

let project: string | undefined;
beforeAll(() => {
  if (isWanted) project = installKit();
});
afterAll(() => project && rmSync(project, { recursive: true, force: true }));

(isWanted ? test : test.skip)(
  'a custom kind is installed, a controller reconciles it, and who has no rights is refused',
  async () => {
    const assets = join(project!, 'node_modules/@kubets/testing/envtest');
    const { stdout } = await promisify(execFile)(envtestProgram('0.25.2'), [], {
      env: { ...process.env, KUBEBUILDER_ASSETS: assets },
      timeout: 120_000,
    }).catch((error) => Promise.reject(new Error(`${error.stdout}\n${error.stderr}`)));
    const steps = [...stdout.matchAll(/^(\w+) \d+$/gm)].map(([, step]) => step);
    expect(steps).toEqual(['started', 'created', 'reconciled', 'refused', 'stopped']);
  },
);
