import type { Frontend } from './frontend';
import { createFrontendTable } from './frontend-table';

const frontend = (address: string, claim: string): Frontend => ({
  family: 'IPv4',
  address,
  protocol: 'TCP',
  port: 80,
  servicePort: claim,
  claim,
  serving: [],
  route: { to: 'reject' },
});

/** `ADDRESS BEFORE>AFTER` with claims. */
const shown = (changes: ReturnType<ReturnType<typeof createFrontendTable>['replace']>): string[] =>
  changes.map(({ before, after }) => `${(after ?? before)?.address} ${before?.claim ?? '-'}>${after?.claim ?? '-'}`);

test('frontends come, change and go with their Service', () => {
  const table = createFrontendTable();
  const first = frontend('10.0.0.1', 'a');
  expect(shown(table.replace('ns/a', [first]))).toEqual(['10.0.0.1 ->a']);
  expect(shown(table.replace('ns/a', [frontend('10.0.0.1', 'a'), frontend('10.0.0.2', 'a')]))).toEqual([
    '10.0.0.1 a>a',
    '10.0.0.2 ->a',
  ]);
  expect(shown(table.replace('ns/a', undefined))).toEqual(['10.0.0.1 a>-', '10.0.0.2 a>-']);
  expect(shown(table.replace('ns/a', undefined))).toEqual([]);
  expect(table.get('10.0.0.1 TCP 80')).toBeUndefined();
});

test('of two Services with one address the stronger claim has it, whatever the order, and the other inherits', () => {
  const table = createFrontendTable();
  table.replace('ns/weak', [frontend('10.0.0.1', '3 weak')]);
  expect(shown(table.replace('ns/strong', [frontend('10.0.0.1', '0 strong')]))).toEqual(['10.0.0.1 3 weak>0 strong']);
  expect(table.replace('ns/weaker', [frontend('10.0.0.1', '4 weaker')])).toEqual([]);
  expect(table.get('10.0.0.1 TCP 80')?.claim).toBe('0 strong');
  expect(shown(table.replace('ns/strong', undefined))).toEqual(['10.0.0.1 0 strong>3 weak']);
  expect(table.replace('ns/weaker', undefined)).toEqual([]);
});

test('an address listed twice by one Service counts once', () => {
  const table = createFrontendTable();
  expect(shown(table.replace('ns/a', [frontend('10.0.0.1', '2 a'), frontend('10.0.0.1', '3 a')]))).toEqual([
    '10.0.0.1 ->2 a',
  ]);
  expect(shown(table.replace('ns/a', []))).toEqual(['10.0.0.1 2 a>-']);
});
