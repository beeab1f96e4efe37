import { nameOf } from '@kubets/apimachinery';
import { growthRatio } from '@kubets/apimachinery/testing';
import type { ClusterRole, PolicyRule } from '@kubets/proto-gen/rbac/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { aggregatedRules, clusterRoleAggregationController } from './clusterroleaggregation-controller';

let running: RunningControllers;
afterEach(() => running.stop());

const rule = (...resources: string[]): PolicyRule => ({ apiGroups: [''], verbs: ['get'], resources });
const role = (
  name: string,
  labels: Record<string, string>,
  rules: PolicyRule[] = [],
  selects?: Record<string, string>,
): ClusterRole => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, labels },
  rules,
  ...(selects ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: selects }] } } : {}),
});
const rulesOf = (name: string) =>
  running.cluster.objects<ClusterRole>('clusterroles').find((object) => nameOf(object) === name)?.rules;

test('collects the rules of the roles it selects, each once, and follows them through aggregates', async () => {
  running = startControllers([clusterRoleAggregationController], {
    objects: [
      role('admin', {}, [rule('stale')], { 'to-admin': 'true' }),
      role('edit', { 'to-admin': 'true' }, [], { 'to-edit': 'true' }),
      role('pods', { 'to-edit': 'true' }, [rule('pods')]),
      role('both', { 'to-edit': 'true', 'to-admin': 'true' }, [rule('services')]),
      role('other', {}, [rule('secrets')]),
    ],
  });
  await running.settle();
  expect(rulesOf('edit')).toEqual([rule('services'), rule('pods')]);
  expect(rulesOf('admin')).toEqual([rule('services'), rule('pods')]);
  await running.cluster.clusterRoles.delete({ name: 'pods' });
  await running.settle();
  expect(rulesOf('admin')).toEqual([rule('services')]);
  expect(rulesOf('other')).toEqual([rule('secrets')]);
});

test('six roles that select each other come to rest, and let go of what their sources lose', async () => {
  const ring = Array.from({ length: 6 }, (_, index) => role(`ring-${index}`, { ring: 'true' }, [], { ring: 'true' }));
  running = startControllers([clusterRoleAggregationController], {
    objects: [
      ...ring,
      role('pods', { ring: 'true' }, [rule('pods')]),
      role('services', { ring: 'true' }, [rule('services')]),
    ],
  });
  await running.settle();
  for (const { metadata } of ring) expect(rulesOf(metadata!.name!)).toEqual([rule('pods'), rule('services')]);
  await running.cluster.clusterRoles.delete({ name: 'pods' });
  await running.settle();
  for (const { metadata } of ring) expect(rulesOf(metadata!.name!)).toEqual([rule('services')]);
});

test('thousands of rules are gathered in a time that grows with their number only', () => {
  const twice = (count: number) => Array.from({ length: 2 * count }, (_, index) => rule(`things${index % count}`));
  const gathered = (rules: PolicyRule[]) =>
    aggregatedRules(role('all', {}, [], { big: 'true' }), [role('big', { big: 'true' }, rules)]);
  expect(gathered(twice(10_000))).toHaveLength(10_000);
  expect(growthRatio(twice, gathered)).toBeLessThan(5);
});
