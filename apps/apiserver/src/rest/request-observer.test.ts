import { createMetrics } from '@kubets/component';
import { createTestLogger } from '@kubets/component/testing';
import fc from 'fast-check';
import type { Request } from '../http/messages';
import { createRequestObserver } from './request-observer';
import { parseRequestPath } from './request-path';
import { parseRequestTarget } from './request-target';

test('no request adds series that only its client thought of', async () => {
  const metrics = createMetrics({ processMetrics: false });
  const observer = createRequestObserver(metrics, createTestLogger());
  const text = fc.oneof(fc.string(), fc.constantFrom('pods', 'nodes', 'log', 'status', 'proxy', '__proto__', 'watch'));
  const target = fc.oneof(
    fc.array(text, { maxLength: 8 }).map((parts) => `/${parts.map(encodeURIComponent).join('/')}`),
    fc.tuple(text, text, text).map((parts) => `/api/v1/namespaces/${parts.map(encodeURIComponent).join('/')}`),
  );
  const method = fc.oneof(fc.constantFrom('GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'), fc.string());
  fc.assert(
    fc.property(method, target, fc.boolean(), fc.integer({ min: 100, max: 999 }), (verb, url, watch, code) => {
      const { path } = parseRequestTarget(url);
      const query = new URLSearchParams(watch ? 'watch=1' : '');
      const parsed = parseRequestPath(verb, path ?? '', query);
      const isKnown =
        ['pods', 'nodes'].includes(parsed.resource) &&
        parsed.group === '' &&
        parsed.version === 'v1' &&
        ['', 'log', 'status', 'proxy'].includes(parsed.subresource);
      const request = { method: verb, headers: {} } as Request;
      observer.begin(request, { path: parsed, query, auditId: '', isKnown }).end(code);
    }),
    { numRuns: 10_000 },
  );
  const body = String((await metrics.render()).body);
  const verbs = new Set([...body.matchAll(/verb="([^"]*)"/g)].map(([, verb]) => verb));
  expect(
    [...verbs].filter(
      (verb) => !['GET', 'LIST', 'WATCH', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'other'].includes(verb!),
    ),
  ).toEqual([]);
  const codes = new Set([...body.matchAll(/code="([^"]*)"/g)].map(([, code]) => code));
  expect(codes.size).toBeLessThan(70);
  // 9 verbs, 10 pairs of resource and subresource, 3 scopes, 70 codes, of which each request has one.
  expect(body.split('\n').length).toBeLessThan(9 * 10 * 3 * 70);
});

test('what is served no more has no series', async () => {
  const metrics = createMetrics({ processMetrics: false });
  const observer = createRequestObserver(metrics, createTestLogger());
  const query = new URLSearchParams();
  const ask = (url: string) =>
    observer
      .begin({ method: 'GET', headers: {} } as Request, {
        path: parseRequestPath('GET', url, query),
        query,
        auditId: '',
        isKnown: true,
      })
      .end(200);
  for (const url of [
    '/apis/a.example/v1/things',
    '/apis/a.example/v1/things/x/status',
    '/apis/a.example/v1/watch/things',
    '/api/v1/pods',
    '/healthz',
  ])
    ask(url);
  await observer.forget((_group, _version, resource) => resource === 'pods');
  const body = String((await metrics.render()).body);
  expect([...new Set([...body.matchAll(/resource="([^"]*)"/g)].map(([, resource]) => resource))].sort()).toEqual([
    '',
    'pods',
  ]);
  // It may come back.
  ask('/apis/a.example/v1/things');
  expect(String((await metrics.render()).body)).toMatch(/apiserver_request_total{.*resource="things".*} 1\n/);
});
