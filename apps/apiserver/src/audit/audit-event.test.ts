import { parseConfiguration } from '../configuration/read-file';
import type { RequestInfo } from '../pipeline/authorization';
import { createAudit } from './audit-event';
import { auditPolicyKind, type AuditDecision } from './audit-policy';
import { createAuditor } from './auditor';

const NOW = new Date('2026-01-01T00:00:00.123Z');
const user = { username: 'ann', groups: ['devs'] };
const info: RequestInfo = {
  verb: 'create',
  isResourceRequest: true,
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  subresource: '',
  namespace: 'shop',
  name: '',
  path: '/apis/apps/v1/namespaces/shop/deployments',
};
const request = {
  auditId: 'id',
  user,
  info,
  uri: '/uri?a=b',
  sourceIps: ['192.0.2.1'],
  userAgent: 'me',
  received: NOW,
};
const object = { kind: 'Deployment', metadata: { name: 'web', uid: 'u', managedFields: [{}] }, spec: { replicas: 1 } };

function told(decision: Partial<AuditDecision>, act: (audit: ReturnType<typeof createAudit>) => void): any[] {
  const events: string[] = [];
  const audit = createAudit(
    request,
    { level: 'Metadata', omitStages: [], omitManagedFields: false, ...decision },
    { write: (event) => events.push(event), now: () => NOW },
  );
  act(audit);
  return events.map((event) => JSON.parse(event));
}

const whole = (audit: ReturnType<typeof createAudit>) => {
  audit.impersonates({ username: 'bob', groups: [] });
  audit.annotate('a', '1');
  audit.annotate('a', '2');
  audit.requestObject(object);
  audit.responseObject([Buffer.from('{"kind":"Deployment",'), Buffer.from('"metadata":{"managedFields":[]}}\n')]);
  audit.completed(201);
  audit.completed(500);
};

test('tells of a request as Kubernetes does', () => {
  const [received, complete, ...more] = told({}, whole);
  expect(more).toEqual([]);
  const common = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: 'id',
    requestURI: '/uri?a=b',
    verb: 'create',
    user,
    sourceIPs: ['192.0.2.1'],
    userAgent: 'me',
    requestReceivedTimestamp: '2026-01-01T00:00:00.123000Z',
    stageTimestamp: '2026-01-01T00:00:00.123000Z',
  };
  const reference = { resource: 'deployments', namespace: 'shop', apiGroup: 'apps', apiVersion: 'v1' };
  expect(received).toEqual({ ...common, stage: 'RequestReceived', objectRef: reference });
  expect(complete).toEqual({
    ...common,
    stage: 'ResponseComplete',
    impersonatedUser: { username: 'bob' },
    objectRef: { ...reference, name: 'web', uid: 'u' },
    responseStatus: { metadata: {}, code: 201 },
    annotations: { a: '1' },
  });
});

test('has objects where the level says so, without what is to be left out', () => {
  expect(told({ level: 'Request' }, whole)[1]).toMatchObject({ requestObject: object });
  const [, both] = told({ level: 'RequestResponse', omitManagedFields: true }, whole);
  expect(both.requestObject).toEqual({ ...object, metadata: { name: 'web', uid: 'u' } });
  expect(both.responseObject).toEqual({ kind: 'Deployment', metadata: {} });
});

test('leaves out stages and what is too large, and takes a refusal from its Status', () => {
  const status = { kind: 'Status', status: 'Failure', reason: 'Forbidden', message: 'no', code: 403 };
  const events = told({ level: 'Request', omitStages: ['RequestReceived'] }, (audit) => {
    audit.requestObject({ data: 'x'.repeat(11 * 1024 * 1024) });
    audit.responseObject([Buffer.from(JSON.stringify(status))]);
    audit.completed(403);
  });
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    stage: 'ResponseComplete',
    responseStatus: { metadata: {}, status: 'Failure', reason: 'Forbidden', message: 'no', code: 403 },
    annotations: { 'audit.k8s.io/truncated': 'true' },
  });
  expect(events[0].requestObject).toBeUndefined();
});

const policyOf = (rules: string) =>
  parseConfiguration(
    `apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [Panic]\nrules:\n${rules}`,
    auditPolicyKind,
  );

const policy = policyOf(`
- level: None
  users: [system:kube-proxy]
  verbs: [watch]
- level: Request
  resources: [{group: '', resources: [secrets, configmaps]}]
  omitStages: [RequestReceived]
- level: RequestResponse
  resources: [{group: '', resources: ['pods/log', '*/status'], resourceNames: [a]}]
- level: Metadata
  userGroups: [devs]
  namespaces: [shop]
- level: Metadata
  nonResourceURLs: ['/healthz*', '/version']
`);

test.each<[string, Partial<RequestInfo>, string, string]>([
  ['system:kube-proxy', { verb: 'watch' }, 'None', 'Panic'],
  ['eve', { resource: 'secrets' }, 'Request', 'Panic,RequestReceived'],
  ['eve', { resource: 'pods', subresource: 'log', name: 'a' }, 'RequestResponse', 'Panic'],
  ['eve', { resource: 'pods', subresource: 'log', name: 'b' }, 'None', 'Panic'],
  ['eve', { resource: 'nodes', subresource: 'status', name: 'a' }, 'RequestResponse', 'Panic'],
  ['ann', { resource: 'pods' }, 'Metadata', 'Panic'],
  ['ann', { resource: 'pods', namespace: 'other' }, 'None', 'Panic'],
  ['eve', { isResourceRequest: false, path: '/healthz/etcd' }, 'Metadata', 'Panic'],
  ['eve', { isResourceRequest: false, path: '/versions' }, 'None', 'Panic'],
])('%s asking for %j: %s', (username, asked, level, omitted) => {
  const groups = username === 'ann' ? ['devs'] : [];
  const decision = policy({ username, groups }, { ...info, group: '', verb: 'get', ...asked });
  expect([decision.level, decision.omitStages.join()]).toEqual([level, omitted]);
});

test.each<[string, string]>([
  ['- users: [a]', 'rules[0].level: Required value'],
  ['- level: All', 'rules[0].level: expected one of None, Metadata, Request, RequestResponse'],
  ["- {level: None, nonResourceURLs: ['/a'], namespaces: [a]}", 'cannot apply to both'],
  ["- {level: None, nonResourceURLs: ['a']}", 'begin with a slash'],
  ['- {level: None, resources: [{resourceNames: [a]}]}', 'requires at least one resource'],
])('%s: %s', (rules, problem) => expect(() => policyOf(rules)).toThrow(problem));

test('nothing is told of what the policy does not want told', () => {
  const events: string[] = [];
  const backend = { write: (event: string) => void events.push(event), close: async () => undefined };
  const auditor = createAuditor({ policy, backends: [backend, backend], now: () => NOW });
  expect(auditor.begin({ ...request, user: { username: 'eve', groups: [] } })).toBeUndefined();
  auditor.begin(request)!.completed(200);
  expect(events).toHaveLength(4);
});
