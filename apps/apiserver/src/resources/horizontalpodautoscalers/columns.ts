import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '@kubets/proto-gen/autoscaling/v2';
import { ageColumn, countInTextColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

const UNKNOWN = '<unknown>';
const SHOWN = 2;

export const autoscalerColumns: TableColumn<HorizontalPodAutoscaler>[] = [
  nameColumn,
  textColumn<HorizontalPodAutoscaler>({
    name: 'Reference',
    description: 'The object that is scaled.',
    value: ({ spec }) => `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
  }),
  textColumn<HorizontalPodAutoscaler>({
    name: 'Targets',
    description: 'The figures to scale by: what they are, and what they should be.',
    value: ({ spec, status }) => targetsText(spec?.metrics ?? [], status?.currentMetrics ?? []),
  }),
  textColumn<HorizontalPodAutoscaler>({
    name: 'MinPods',
    description: 'The fewest replicas.',
    value: ({ spec }) => String(spec?.minReplicas ?? '<unset>'),
  }),
  countInTextColumn<HorizontalPodAutoscaler>({
    name: 'MaxPods',
    description: 'The most replicas.',
    value: ({ spec }) => spec?.maxReplicas ?? 0,
  }),
  countInTextColumn<HorizontalPodAutoscaler>({
    name: 'Replicas',
    description: 'How many replicas there are.',
    value: ({ status }) => status?.currentReplicas ?? 0,
  }),
  ageColumn,
];

export function targetsText(metrics: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (metrics.length === 0) return '<none>';
  const shown = metrics.slice(0, SHOWN).map((metric, index) => targetText(metric, statuses[index]));
  const more = metrics.length - SHOWN;
  return shown.join(', ') + (more > 0 ? ` + ${more} more...` : '');
}

function targetText(metric: MetricSpec, status: MetricStatus | undefined): string {
  const { resource, containerResource, pods, object, external } = metric;
  switch (metric.type) {
    case 'External':
      return valueText(external?.target, status?.external?.current);
    case 'Object':
      return valueText(object?.target, status?.object?.current);
    case 'Pods':
      return `${status?.pods ? (status.pods.current?.averageValue ?? '<nil>') : UNKNOWN}/${pods?.target?.averageValue ?? '<nil>'}`;
    case 'Resource':
      return `${resource?.name}: ${usageText(resource?.target, status?.resource?.current)}`;
    case 'ContainerResource':
      return `${containerResource?.name}: ${usageText(containerResource?.target, status?.containerResource?.current)}`;
    default:
      return '<unknown type>';
  }
}

function valueText(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current ? (current.value ?? '<nil>') : UNKNOWN}/${target?.value ?? '<nil>'}`;
}

function usageText(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined)
    return `${current ? (current.averageValue ?? '<nil>') : UNKNOWN}/${target.averageValue}`;
  const percent = (share: number | undefined, otherwise: string) => (share === undefined ? otherwise : `${share}%`);
  return `${percent(current?.averageUtilization, UNKNOWN)}/${percent(target?.averageUtilization, '<auto>')}`;
}
