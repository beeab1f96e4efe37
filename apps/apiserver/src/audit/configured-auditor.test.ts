import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetrics } from '@kubets/component';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { apiserverConfig } from '../config';
import { configuredAuditor } from './configured-auditor';

const LONGER_THAN_BETWEEN_LOOKS_MS = 30_000;
const directory = mkdtempSync(join(tmpdir(), 'kubets-audit-'));
const stop = new AbortController();
afterAll(() => {
  stop.abort();
  rmSync(directory, { recursive: true });
});

const REQUIRED = ['etcd-servers=http://127.0.0.1:1', 'client-ca-file=x', 'tls-cert-file=x', 'tls-private-key-file=x']
  .concat('service-account-signing-key-file=x', 'advertise-address=192.0.2.1')
  .map((flag) => `--${flag}`);

const NOWHERE = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' };
const REQUEST = {
  auditId: 'one',
  user: { username: 'u', groups: [] },
  info: { ...NOWHERE, verb: 'get', isResourceRequest: false, path: '/version' },
  uri: '/version',
  sourceIps: [],
  userAgent: '',
};

test('a policy that changes holds for the requests after it, and one that is none for nobody', async () => {
  const file = join(directory, 'policy.json');
  const write = (rules: object[]) =>
    writeFileSync(file, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
  write([{ level: 'None' }]);
  const flags = [`--audit-policy-file=${file}`, `--audit-log-path=${join(directory, 'audit.log')}`];
  const [clock, logger] = [createFakeClock(), createTestLogger()];
  const auditor = await configuredAuditor(apiserverConfig.parse([...REQUIRED, ...flags], {}), {
    logger,
    metrics: createMetrics({ processMetrics: false }),
    clock,
    signal: stop.signal,
  });
  const isTold = async (change: () => void) => {
    change();
    await clock.advance(LONGER_THAN_BETWEEN_LOOKS_MS);
    return auditor!.begin(REQUEST) !== undefined;
  };
  expect(await isTold(() => undefined)).toBe(false);
  expect(await isTold(() => write([{ level: 'Metadata' }]))).toBe(true);
  expect(await isTold(() => writeFileSync(file, 'kind: Policy'))).toBe(true);
  expect(await isTold(() => write([{ level: 'None' }]))).toBe(false);
  await auditor!.close();
});
