import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { createAuditor } from '../audit/auditor';
import { auditAnswer, auditOf, auditUpgrade } from './audited-request';
import { parseRequestPath } from './request-path';

const user = { username: 'ann', groups: [] };

function auditing(level: 'None' | 'Metadata' = 'Metadata') {
  const events: { stage: string; responseStatus?: { code: number }; auditID: string; sourceIPs: string[] }[] = [];
  const auditor = createAuditor({
    policy: () => ({ level, omitStages: [], omitManagedFields: false }),
    backends: [{ write: (line) => void events.push(JSON.parse(line)), close: async () => undefined }],
    now: () => new Date(0),
  });
  const stages = () => events.map(({ stage, responseStatus }) => [stage, responseStatus?.code]);
  return { auditor, events, stages };
}

function requestOf(url: string, headers: Record<string, string> = {}, remoteAddress = '::ffff:192.0.2.9') {
  const request = new IncomingMessage(Object.assign(new EventEmitter(), { remoteAddress }) as never);
  Object.assign(request, { url, method: 'GET', headers });
  const [path = '', query = ''] = url.split('?');
  return { request, path: parseRequestPath('GET', path, new URLSearchParams(query)) };
}

function answered(level: 'None' | 'Metadata', url: string, headers?: Record<string, string>) {
  const { auditor, events, stages } = auditing(level);
  const { request, path } = requestOf(url, headers);
  const response = new ServerResponse(request);
  response.setHeader('Audit-Id', 'made-up');
  const audit = auditAnswer(auditor, request, response, { path, user });
  response.writeHead(201);
  response.emit('close');
  return { audit, request, events, stages };
}

test('a request is told of when it comes and when it has been answered', () => {
  const { audit, request, events, stages } = answered('Metadata', '/api/v1/pods');
  expect(stages()).toEqual([
    ['RequestReceived', undefined],
    ['ResponseComplete', 201],
  ]);
  expect(auditOf(request)).toBe(audit);
  expect(events.map(({ auditID }) => auditID)).toEqual(['made-up', 'made-up']);
});

test('of one that lasts, also that its answer has begun', () =>
  expect(answered('Metadata', '/api/v1/pods?watch=true').stages()).toEqual([
    ['RequestReceived', undefined],
    ['ResponseStarted', 201],
    ['ResponseComplete', 201],
  ]));

test('nothing is told of what the policy leaves out', () => {
  const { audit, request, events } = answered('None', '/api/v1/pods');
  expect([audit, auditOf(request), events]).toEqual([undefined, undefined, []]);
});

test('a connection has begun at once, and is complete when it is closed', () => {
  const { auditor, stages } = auditing();
  const { request, path } = requestOf('/api/v1/namespaces/shop/pods/a/exec');
  const socket = new Duplex();
  auditUpgrade(auditor, request, socket, { path, user });
  socket.emit('close');
  expect(stages()).toEqual([
    ['RequestReceived', undefined],
    ['ResponseStarted', 101],
    ['ResponseComplete', 101],
  ]);
});

test.each<[Record<string, string>, string[]]>([
  [{}, ['192.0.2.9']],
  [{ 'x-forwarded-for': '198.51.100.1, 198.51.100.2' }, ['198.51.100.1', '198.51.100.2', '192.0.2.9']],
  [{ 'x-real-ip': '198.51.100.1' }, ['198.51.100.1', '192.0.2.9']],
  [{ 'x-forwarded-for': 'nobody, 192.0.2.9' }, ['192.0.2.9']],
])('with %j it comes from %j', (headers, expected) =>
  expect(answered('Metadata', '/api/v1/pods', headers).events[0]!.sourceIPs).toEqual(expected),
);
