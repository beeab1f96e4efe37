import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';
import { ruleAllows, type RuleQuestion } from './rule-matching';

/** `get apps/deployments/scale:web` or `get /healthz` */
function question(text: string): RuleQuestion {
  const [verb = '', what = ''] = text.split(' ');
  const none = { verb, isResourceRequest: true, group: '', resource: '', subresource: '', name: '', path: '' };
  if (what.startsWith('/')) return { ...none, isResourceRequest: false, path: what };
  const [full = '', name = ''] = what.split(':');
  const [group = '', resource = '', subresource = ''] = full.split('/');
  return { ...none, group: group === 'core' ? '' : group, resource, subresource, name };
}

const rule = (apiGroups: string[], resources: string[], verbs: string[], resourceNames?: string[]): PolicyRule => ({
  apiGroups,
  resources,
  verbs,
  resourceNames,
});

test.each<[PolicyRule, string, boolean]>([
  [rule([''], ['pods'], ['get']), 'get core/pods:a', true],
  [rule([''], ['pods'], ['get']), 'list core/pods', false],
  [rule([''], ['pods'], ['get']), 'get apps/pods', false],
  [rule([''], ['pods'], ['get']), 'get core/pods/log:a', false],
  [rule([''], ['pods/log'], ['get']), 'get core/pods/log:a', true],
  [rule([''], ['pods/log'], ['get']), 'get core/pods:a', false],
  [rule(['apps'], ['*/scale'], ['update']), 'update apps/deployments/scale:a', true],
  [rule(['apps'], ['*/scale'], ['update']), 'update apps/deployments:a', false],
  [rule(['*'], ['*'], ['*']), 'delete apps/deployments/status:a', true],
  [rule(['*'], ['*'], ['*']), 'get /metrics', false],
  [rule([''], ['secrets'], ['get'], ['tls']), 'get core/secrets:tls', true],
  [rule([''], ['secrets'], ['get'], ['tls']), 'get core/secrets:other', false],
  [rule([''], ['secrets'], ['list'], ['tls']), 'list core/secrets', false],
  [rule([''], ['secrets'], ['list'], ['tls']), 'list core/secrets:tls', true],
  [rule([''], ['secrets'], ['create'], ['tls']), 'create core/secrets', false],
  [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }, 'get /healthz', true],
  [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }, 'get /healthz/etcd', false],
  [{ nonResourceURLs: ['/healthz/*'], verbs: ['get'] }, 'get /healthz/etcd', true],
  [{ nonResourceURLs: ['/api/*'], verbs: ['get'] }, 'get /apis', false],
  [{ nonResourceURLs: ['*'], verbs: ['*'] }, 'post /anything', true],
  [{ nonResourceURLs: ['*'], verbs: ['*'] }, 'get core/pods', false],
  [{}, 'get core/pods', false],
])('%j allows "%s": %p', (given, text, allowed) => expect(ruleAllows(given, question(text))).toBe(allowed));
