import { nameOf, objectKey, selectorFromLabelSelector, semanticEqual } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { ClusterRole, PolicyRule } from '@kubets/proto-gen/rbac/v1';
import type { ControllerEntry } from '../controller-context';

/**
 * The rules that an aggregating ClusterRole is to have: those of all roles its selectors match, each once. Of roles that
 * aggregate themselves those that they select count, not the copy they hold: roles that select each other would keep
 * each other's old rules alive for ever.
 */
export function aggregatedRules(role: ClusterRole, all: readonly ClusterRole[]): PolicyRule[] {
  const reached = new Set<ClusterRole>();
  const selecting = [role];
  for (let next = selecting.pop(); next; next = selecting.pop()) {
    const selectors = (next.aggregationRule?.clusterRoleSelectors ?? []).map(selectorFromLabelSelector);
    for (const other of all) {
      if (reached.has(other) || !selectors.some((selector) => selector.matches(other.metadata?.labels))) continue;
      reached.add(other);
      if (other.aggregationRule) selecting.push(other);
    }
  }
  const sources = [...reached]
    .filter(({ aggregationRule }) => !aggregationRule)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const rules = new Map<string, PolicyRule>();
  for (const rule of sources.flatMap((source) => source.rules ?? []))
    if (!rules.has(ruleKey(rule))) rules.set(ruleKey(rule), rule);
  return [...rules.values()];
}

const ruleKey = ({
  verbs = [],
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): string => JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceURLs]);

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
      clusterRoles.addEventHandler({
        onAdd: enqueueAggregating,
        onUpdate: enqueueAggregating,
        onDelete: enqueueAggregating,
      });
    }

    async function reconcile(key: string): Promise<void> {
      const role = clusterRoles.lister.get(key);
      if (!role?.aggregationRule) return;
      const rules = aggregatedRules(role, clusterRoles.lister.list());
      if (semanticEqual(rules, role.rules ?? [])) return;
      await client.clusterRoles.update({ ...role, rules });
    }

    return [
      createController({ name: 'clusterrole-aggregation', informers: [clusterRoles], setup, reconcile, ...loop }),
    ];
  },
};
