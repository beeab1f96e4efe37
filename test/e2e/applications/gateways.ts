// What comes in through a Gateway.
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { E2E } from '../cluster/e2e-cluster';
import { eventually } from '../cluster/eventually';
import { readyPods } from '../cluster/workloads';
import { versionAt, type Application, type Installation } from './application';

const GATEWAY_API = 'sigs.k8s.io/gateway-api@v1.3.0';

/** Upstream's definitions, of which its standard-install.yaml is made. @throws Error without Go, or where it gets no modules. */
function definitions(): string {
  const args = ['mod', 'download', '-json', GATEWAY_API];
  const { Dir } = JSON.parse(execFileSync('go', args, { cwd: tmpdir(), encoding: 'utf8' }));
  return join(Dir, 'config/crd/standard');
}

const HOST = ['--header', 'Host: pages.example.org'];

/** Status and body. */
async function ask({ curl }: Installation, path: string, ...args: string[]): Promise<string> {
  const words = ['--write-out', ' %{http_code}', ...HOST, ...args, `http://${E2E.ingressAddress}${path}`];
  const out = await curl(...words);
  return `${out.slice(-3)} ${out.slice(0, -4)}`;
}

/** Who answers how many of a number of requests. */
async function sharesOf(on: Installation, requests: number): Promise<Record<string, number>> {
  const shares: Record<string, number> = { stable: 0, canary: 0 };
  for (let i = 0; i < requests; i++) {
    const [, track = 'nobody'] = /^200 pages pages-(stable|canary)-/.exec(await ask(on, '/')) ?? [];
    shares[track] = (shares[track] ?? 0) + 1;
  }
  return shares;
}

export const gateway: Application = {
  name: 'gateway',
  namespace: 'pages',
  workloads: ['deployment/pages-stable', 'deployment/pages-canary', 'deployment/archive -n pages-archive'],
  upgrade: [
    ['pages-stable, port: 80, weight: 3', 'pages-stable, port: 80, weight: 1'],
    ['pages-canary, port: 80, weight: 1', 'pages-canary, port: 80, weight: 3'],
  ],
  async prepare({ kubectl }) {
    await kubectl(`apply --server-side -f ${definitions()}`);
    await kubectl('wait --for=condition=Established crd/httproutes.gateway.networking.k8s.io --timeout=30s');
  },
  unbroken: async () => `--header 'Host: pages.example.org' http://${E2E.ingressAddress}/`,
  async scale({ kubectl }) {
    await kubectl('scale deployment pages-stable pages-canary --replicas=3');
    await readyPods(kubectl, 'track=stable', 3);
    await readyPods(kubectl, 'track=canary', 3);
  },
  async use(on, step) {
    const { kubectl } = on;
    await kubectl('wait -n edge gateway/edge --for=condition=Programmed --timeout=30s');
    const gate = await kubectl.json('get -n edge gateway edge');
    expect(gate.status.addresses).toEqual([{ type: 'IPAddress', value: E2E.ingressAddress }]);
    expect(gate.status.listeners[0]).toMatchObject({ name: 'http', attachedRoutes: 1 });
    const route = await kubectl.json('get httproute pages');
    expect(route.status.parents[0].conditions.map(({ type, status }: any) => `${type} ${status}`).sort()).toEqual([
      'Accepted True',
      'ResolvedRefs True',
    ]);
    await eventually(async () => expect(await ask(on, '/')).toMatch(/^200 pages pages-\w+-\S+ \/ for edge\n$/));
    // A share as it is asked for.
    const { stable = 0, canary = 0 } = await sharesOf(on, 80);
    expect(stable + canary).toBe(80);
    const [more, fewer] = versionAt(step) === 1 ? [stable, canary] : [canary, stable];
    expect(more).toBeGreaterThan(fewer + 12);

    for (const asked of [['/', '--header', 'X-Canary: always'], ['/?canary=always']])
      expect(await ask(on, ...(asked as [string]))).toMatch(/^200 pages pages-canary-/);
    expect(await ask(on, '/old/page', '--include')).toMatch(
      /^301 .*location: http:\/\/pages\.example\.org\/archive\/page\r/is,
    );
    await eventually(async () => expect(await ask(on, '/archive')).toBe('200 what was once'));
    expect(await ask(on, '/', '--include', '--header', 'X-Asked-By: nobody')).toMatch(
      /x-served-by: pages\r.* for edge\n$/is,
    );
    const elsewhere = ['--output', '/dev/null', '--write-out', '%{http_code}', '--header', 'Host: other.example.org'];
    expect(await on.curl(...elsewhere, `http://${E2E.ingressAddress}/`)).toBe('404');
  },
  async cleanUp({ kubectl }) {
    await kubectl('delete namespace edge pages-archive --ignore-not-found');
    await kubectl(`delete --ignore-not-found -f ${definitions()}`);
  },
};
