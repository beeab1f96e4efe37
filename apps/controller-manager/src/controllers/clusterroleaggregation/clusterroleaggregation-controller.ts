import { nameOf, objectKey, selectorFromLabelSelector, semanticEqual } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { ClusterRole, PolicyRule } from '@kubets/proto-gen/rbac/v1';
import type { ControllerEntry } from '../controller-context';

/** The rules that an aggregating ClusterRole is to have: those of all roles its selectors match, each once. */
export function aggregatedRules(role: ClusterRole, all: readonly ClusterRole[]): PolicyRule[] {
  const rules: PolicyRule[] = [];
  const byName = [...all].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  for (const labelSelector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const selector = selectorFromLabelSelector(labelSelector);
    for (const source of byName) {
      if (nameOf(source) === nameOf(role) || !selector.matches(source.metadata?.labels)) continue;
      for (const rule of source.rules ?? []) {
        if (!rules.some((known) => semanticEqual(known, rule))) rules.push(rule);
      }
    }
  }
  return rules;
}

/** Fills ClusterRoles with an aggregationRule from the roles that it selects. */
export const clusterRoleAggregationController: ControllerEntry = {
  name: 'clusterrole-aggregation-controller',
  create(context) {
    const { client, informers, loop } = context;
    const { clusterRoles } = informers;

    function setup(enqueue: (key: string) => void): void {
      const enqueueAggregating = (): void => {
        for (const role of clusterRoles.lister.list()) if (role.aggregationRule) enqueue(objectKey(role));
      };
      clusterRoles.addEventHandler({ onAdd: enqueueAggregating, onUpdate: enqueueAggregating, onDelete: enqueueAggregating });
    }

    async function reconcile(key: string): Promise<void> {
      const role = clusterRoles.lister.get(key);
      if (!role?.aggregationRule) return;
      const rules = aggregatedRules(role, clusterRoles.lister.list());
      if (semanticEqual(rules, role.rules ?? [])) return;
      await client.clusterRoles.update({ ...role, rules });
    }

    return [createController({ name: 'clusterrole-aggregation', informers: [clusterRoles], setup, reconcile, ...loop })];
  },
};
