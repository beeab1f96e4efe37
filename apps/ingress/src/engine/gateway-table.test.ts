import type { Condition, GatewayMatch, GatewayRouting } from '../model/routing';
import { gatewayTable } from './gateway-table';

const match = (
  host: string,
  value: string,
  rule: string,
  conditions: Condition[] = [],
  type: 'Exact' | 'Prefix' = 'Prefix',
): GatewayMatch => ({
  port: 80,
  host,
  path: { type, value },
  conditions,
  rule,
});
const table = (matches: GatewayMatch[], rules: GatewayRouting['rules'] = []) =>
  gatewayTable({ matches, rules, ports: [], treatments: new Map() });

test('hosts by port, patterns by their end, the longest first', () => {
  const { hosts, wildcards } = table([
    match('a.example', '/', 'rule-0'),
    match('*.example', '/', 'rule-1'),
    match('*.long.example', '/', 'rule-2'),
    { ...match('*', '/', 'rule-3'), port: 8080 },
  ]);
  expect(hosts).toBe('a.example|80 site-0\n*|8080 site-3\n');
  expect(wildcards).toBe('.long.example|80 site-2\n.example|80 site-1\n');
});

test('a place holds what wider hosts and shorter paths have for it, up to the first without conditions', () => {
  const post: Condition = { kind: 'method', value: 'POST' };
  const { prefix, exact, lines } = table([
    match('a.example', '/x', 'rule-0', [post], 'Exact'),
    match('a.example', '/x/y', 'rule-1', [post]),
    match('a.example', '/x', 'rule-2'),
    match('*', '/', 'rule-3'),
  ]);
  expect(exact).toBe('site-0/x choice-0\n');
  expect(prefix).toBe('site-0/x/y/ choice-1\nsite-0/x/ rule-2\nsite-0/ rule-3\nsite-1/ rule-3\n');
  expect(lines).toEqual([
    '  acl condition-0 method -m str -- POST',
    '  http-request set-var(txn.rule) var(txn.place) if { var(txn.place) -m beg rule- }',
    '  http-request set-var(txn.rule) str(rule-0) if { var(txn.place) -m str choice-0 } !{ var(txn.rule) -m found } condition-0',
    '  http-request set-var(txn.rule) str(rule-2) if { var(txn.place) -m str choice-0 } !{ var(txn.rule) -m found }',
    '  http-request set-var(txn.rule) str(rule-1) if { var(txn.place) -m str choice-1 } !{ var(txn.rule) -m found } condition-0',
    '  http-request set-var(txn.rule) str(rule-2) if { var(txn.place) -m str choice-1 } !{ var(txn.rule) -m found }',
    '  http-request set-var(txn.backend) var(txn.rule),concat(.0) if { var(txn.rule) -m found }',
  ]);
});

test('values of users are words without a meaning', () => {
  const value = `a b" } %[src] '\n#\\`;
  const { lines } = table([
    match('*', '/', 'rule-0', [
      { kind: 'header', name: 'h', value },
      { kind: 'query', name: 'q', value: '' },
    ]),
  ]);
  expect(lines.slice(0, 2)).toEqual([
    '  acl condition-0 req.fhdr(h) -m str -- a\\x20b\\x22\\x20\\x7d\\x20\\x25\\x5bsrc\\x5d\\x20\\x27\\x0a\\x23\\x5c',
    '  acl condition-1 url_param(q),url_dec -m str -- ""',
  ]);
});

test('each target takes its share of what is left', () => {
  const targets = [1, 2, 3].map((weight, index) => ({ backend: `rule-0.${index}`, weight }));
  expect(table([], [{ name: 'rule-0', targets }]).lines.slice(-2)).toEqual([
    '  http-request set-var(txn.backend) str(rule-0.1) if { var(txn.backend) -m str rule-0.0 } !{ rand(6) lt 1 }',
    '  http-request set-var(txn.backend) str(rule-0.2) if { var(txn.backend) -m str rule-0.1 } !{ rand(5) lt 2 }',
  ]);
});
