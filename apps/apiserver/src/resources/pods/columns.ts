import { isConditionTrue } from '@kubets/api';
import { ageOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { TableRowCondition } from '@kubets/proto-gen/meta/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';
import { summarizePod } from './pod-summary';

function restartsText(pod: Pod, now: Date): string {
  const { restarts, lastRestart } = summarizePod(pod);
  return restarts > 0 && lastRestart ? `${restarts} (${ageOf(lastRestart, now)} ago)` : String(restarts);
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter(({ conditionType }) => isConditionTrue(status?.conditions, conditionType ?? ''));
  return `${met.length}/${gates.length}`;
}

/** Of a pod whose containers have ended for good. */
export function podRowConditions({ status }: Pod): TableRowCondition[] | undefined {
  const { phase = '' } = status ?? {};
  const message = COMPLETED[phase];
  return message === undefined ? undefined : [{ type: 'Completed', status: 'True', reason: phase, message }];
}

const COMPLETED: Readonly<Record<string, string>> = {
  Succeeded: 'The pod has completed successfully.',
  Failed: 'The pod failed.',
};

export const podColumns: TableColumn<Pod>[] = [
  nameColumn,
  textColumn<Pod>({
    name: 'Ready',
    description: 'How many containers are ready, out of how many the pod has.',
    value(pod) {
      const { ready, total } = summarizePod(pod);
      return `${ready}/${total}`;
    },
  }),
  textColumn<Pod>({
    name: 'Status',
    description: 'The state of the pod and its containers in a word.',
    value: (pod) => summarizePod(pod).status,
  }),
  textColumn<Pod>({
    name: 'Restarts',
    description: 'How often containers were restarted, and when that was last.',
    value: (pod, { now }) => restartsText(pod, now),
  }),
  ageColumn,
  textColumn<Pod>({
    name: 'IP',
    description: "The pod's address.",
    wide: true,
    value: ({ status }) => status?.podIPs?.[0]?.ip || status?.podIP || '<none>',
  }),
  textColumn<Pod>({
    name: 'Node',
    description: 'The node that runs the pod.',
    wide: true,
    value: ({ spec }) => spec?.nodeName || '<none>',
  }),
  textColumn<Pod>({
    name: 'Nominated Node',
    description: 'The node on which room is being made for the pod.',
    wide: true,
    value: ({ status }) => status?.nominatedNodeName || '<none>',
  }),
  textColumn<Pod>({
    name: 'Readiness Gates',
    description: 'How many further conditions for readiness are met, out of how many there are.',
    wide: true,
    value: readinessGates,
  }),
];
