import { isExternalName } from '@kubets/api';
import { selectorFromSet } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { type Facts } from '../facts';
import { type Finding, objectText } from '../finding';

/** Whether an endpoint is ready, and one where the Service's policies ask for it. */
export function checkReadiness(facts: Facts): Finding | undefined {
  const { service, slices } = facts;
  if (!service || isExternalName(service)) return undefined;
  const endpoints = slices.flatMap(({ endpoints: some = [] }) => some);
  const usable = endpoints.filter(isUsable);
  if (usable.length === 0 && (endpoints.length > 0 || withoutAddress(facts).length > 0)) return noneReady(facts);
  return checkLocal(facts, usable);
}

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

const isUsable = ({ conditions }: Endpoint): boolean =>
  conditions?.ready !== false || (conditions.serving === true && conditions.terminating === true);

/** Pods of the Service that are in no slice yet, as nobody has given them an address. */
function withoutAddress({ service, pods }: Facts): Pod[] {
  const { selector } = service?.spec ?? {};
  if (!selector) return [];
  return pods.filter(
    ({ metadata, status }) => !status?.podIPs?.length && selectorFromSet(selector).matches(metadata?.labels),
  );
}

function noneReady(facts: Facts): Finding {
  const { slices, pods } = facts;
  const names = new Set(slices.flatMap(({ endpoints = [] }) => endpoints.map(({ targetRef }) => targetRef?.name)));
  const pod = pods.find(({ metadata }) => names.has(metadata?.name)) ?? withoutAddress(facts)[0];
  return {
    hop: 'readiness',
    problem: `no endpoint is ready: ${pod ? whyNotReady(pod) : 'the slices say so'}`,
    object: pod ? objectText('Pod', pod) : objectText('EndpointSlice', slices[0]),
    field: pod ? fieldOf(pod) : 'endpoints.conditions.ready',
    fix: pod
      ? `kubectl describe pod ${pod.metadata?.name} -n ${pod.metadata?.namespace} tells what it waits for`
      : 'write ready: true',
  };
}

function whyNotReady({ status, spec }: Pod): string {
  const bad = (status?.containerStatuses ?? []).find(({ ready }) => !ready);
  const waiting = bad?.state?.waiting ?? bad?.state?.terminated;
  if (bad && waiting?.reason)
    return `container ${bad.name} is ${waiting.reason}${waiting.message ? `: ${waiting.message}` : ''}`;
  const probed = spec?.containers?.find(({ name, readinessProbe }) => name === bad?.name && readinessProbe);
  if (bad && probed) return `the readiness probe of container ${bad.name} fails`;
  const gate = (spec?.readinessGates ?? []).find(
    ({ conditionType }) => !status?.conditions?.some(({ type, status: is }) => type === conditionType && is === 'True'),
  );
  if (gate) return `its readiness gate ${gate.conditionType} is not met`;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.message ?? ready?.reason ?? `it is ${status?.phase ?? 'Pending'}`;
}

const fieldOf = ({ status }: Pod): string =>
  status?.containerStatuses?.some(({ ready }) => !ready) ? 'spec.containers.readinessProbe' : 'status.conditions';

/** Policies that keep traffic on the node where it arrives. */
function checkLocal({ service, question, nodes, fromPod }: Facts, usable: readonly Endpoint[]): Finding | undefined {
  const { internalTrafficPolicy, externalTrafficPolicy, type } = service?.spec ?? {};
  const nodesWith = [...new Set(usable.flatMap(({ nodeName }) => nodeName ?? []))];
  const { from } = question;
  const here = from.kind === 'node' ? from.name : fromPod?.spec?.nodeName;
  if (from.kind !== 'host') {
    if (internalTrafficPolicy !== 'Local' || here === undefined || usable.length === 0 || nodesWith.includes(here))
      return undefined;
    return {
      hop: 'readiness',
      problem: `the Service keeps traffic on its node, and node ${here} has no ready endpoint (${nodesWith.join(', ')} has)`,
      object: objectText('Service', service),
      field: 'spec.internalTrafficPolicy',
      fix: 'set it to Cluster, or run a pod on every node (DaemonSet)',
    };
  }
  if (externalTrafficPolicy !== 'Local' || (type !== 'NodePort' && type !== 'LoadBalancer') || usable.length === 0)
    return undefined;
  const without = nodes.flatMap(({ metadata }) => metadata?.name ?? []).filter((name) => !nodesWith.includes(name));
  if (type === 'LoadBalancer' || without.length === 0) return undefined;
  return {
    hop: 'readiness',
    problem: `the Service keeps traffic from outside on the node where it arrives, and ${without.join(', ')} has no ready endpoint`,
    object: objectText('Service', service),
    field: 'spec.externalTrafficPolicy',
    fix: `ask a node that has one (${nodesWith.join(', ')}), or set it to Cluster`,
  };
}
