import type { Request } from '../http/messages';
import { requestLabels } from './request-labels';
import { parseRequestPath } from './request-path';

const PODS = '/api/v1/namespaces/n/pods';
const APPLY = 'application/apply-patch+yaml';

// As kube-apiserver 1.37 tells them: verb, scope, whether it is a dry run.
test.each<[string, string, string, [string, string, string]]>([
  ['GET', `${PODS}/a`, '', ['GET', 'resource', '']],
  ['HEAD', `${PODS}/a`, '', ['GET', 'resource', '']],
  ['GET', PODS, '', ['LIST', 'namespace', '']],
  ['GET', '/api/v1/pods', '', ['LIST', 'cluster', '']],
  ['GET', `${PODS}?watch=true`, '', ['WATCH', 'namespace', '']],
  ['GET', '/api/v1/watch/pods', '', ['WATCH', 'cluster', '']],
  ['GET', '/api/v1/namespaces/n', '', ['GET', 'resource', '']],
  ['POST', PODS, '', ['POST', 'resource', '']],
  ['POST', `${PODS}?dryRun=All`, '', ['POST', 'resource', 'All']],
  ['POST', `${PODS}?dryRun=x`, '', ['POST', 'resource', 'invalid']],
  ['PUT', `${PODS}/a`, '', ['PUT', 'resource', '']],
  ['PATCH', `${PODS}/a`, 'application/merge-patch+json', ['PATCH', 'resource', '']],
  ['PATCH', `${PODS}/a`, APPLY, ['APPLY', 'resource', '']],
  ['DELETE', `${PODS}/a`, '', ['DELETE', 'resource', '']],
  ['DELETE', PODS, '', ['DELETE', 'namespace', '']],
  ['GET', `${PODS}/a/log`, '', ['CONNECT', 'resource', '']],
  ['POST', `${PODS}/a/exec`, '', ['CONNECT', 'resource', '']],
  ['GET', '/healthz', '', ['GET', '', '']],
  ['WOMBAT', PODS, '', ['other', 'namespace', '']],
])('%s %s as "%s"', (method, url, type, [verb, scope, dryRun]) => {
  const [path = '', text] = url.split('?');
  const query = new URLSearchParams(text);
  const request = { method, headers: { 'content-type': type } } as unknown as Request;
  const labels = requestLabels(request, { path: parseRequestPath(method, path, query), query, isKnown: true });
  expect(labels).toMatchObject({ verb, scope, dry_run: dryRun, component: 'apiserver' });
});

test('of what is not served only the verb is told', () => {
  const query = new URLSearchParams();
  const path = parseRequestPath('GET', '/apis/a.example/v1/namespaces/n/things/x/log', query);
  expect(requestLabels({ headers: {} } as Request, { path, query, isKnown: false })).toEqual({
    verb: 'GET',
    dry_run: '',
    group: '',
    version: '',
    resource: '',
    subresource: '',
    scope: '',
    component: 'apiserver',
  });
});
