import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoint, service, slice } from '../../testing/cluster-objects';
import { canMakeLab } from '../../testing/net-lab';
import { tableOf } from './testing/table-of';

const here = endpoint('10.244.1.2', 'node-1');
const there = endpoint('10.244.2.2', 'node-2');

/** Whole tables as nft gets them, in testdata/. `UPDATE_GOLDEN=1` writes them anew: read the difference before you commit it. */
const tables = {
  empty: tableOf([service('web', { clusterIP: '10.96.0.50' })]),
  'node-port': tableOf(
    [service('web', { type: 'NodePort', clusterIP: '10.96.0.50', ports: [{ port: 80, nodePort: 30_080 }] })],
    [slice('web', [here, there])],
  ),
  'load-balancer-local': tableOf(
    [
      service(
        'web',
        {
          type: 'LoadBalancer',
          clusterIP: '10.96.0.50',
          externalTrafficPolicy: 'Local',
          loadBalancerSourceRanges: ['10.0.0.0/8', '10.1.0.0/16'],
        },
        { status: { loadBalancer: { ingress: [{ ip: '192.0.2.10' }] } } },
      ),
    ],
    [slice('web', [here, there])],
  ),
  affinity: tableOf(
    [
      service('web', {
        clusterIP: '10.96.0.50',
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
      }),
    ],
    [slice('web', [here, there])],
  ),
  'ipv6-udp': tableOf(
    [service('dns', { clusterIP: 'fd00:10:96::a', ports: [{ port: 53, protocol: 'UDP' }] })],
    [slice('dns', [endpoint('fd00:244:1:0:0::2', 'node-1')], [{ port: 53, protocol: 'UDP' }])],
    { family: 'IPv6', clusterCidrs: ['fd00:244::/32'] },
  ),
};

test.each(Object.keys(tables) as (keyof typeof tables)[])('%s', (name) => {
  const file = join(__dirname, 'testdata', `${name}.nft`);
  const { text } = tables[name];
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, text);
  expect(existsSync(file)).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
});

(canMakeLab() ? test : test.skip).each(Object.keys(tables) as (keyof typeof tables)[])(
  'the kernel takes %s',
  (name) => {
    execFileSync('unshare', ['--net', 'nft', '--file', '-'], { input: tables[name].text, stdio: 'pipe' });
  },
);
