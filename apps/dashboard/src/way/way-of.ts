import { clusterIPsOf } from '@kubets/api';
import { askedPort, HOPS, type Diagnosis, type Facts, type Hop } from '@kubets/why';
import type { Way } from '../protocol/way';

/** The way of a packet to a Service as a person reads it: what is known at each hop, and which is the first that is broken. */
export function wayOf(facts: Facts, { passed, finding }: Diagnosis, unread: readonly string[]): Way {
  return {
    steps: HOPS.map((hop) => ({
      hop,
      state: passed.includes(hop) ? 'well' : finding?.hop === hop ? 'broken' : 'beyond',
      lines: LINES[hop](facts),
    })),
    ...(finding && {
      finding: {
        problem: finding.problem,
        object: finding.object,
        ...(finding.field && { field: finding.field }),
        fix: finding.fix,
      },
    }),
    unread: [...unread],
  };
}

const LINES: { readonly [H in Hop]: (facts: Facts) => string[] } = {
  name: ({ question }) => [`${question.name}.${question.namespace}.svc.cluster.local`],
  answer: ({ dns }) =>
    dns === undefined ? [] : dns === 'no answer' ? ['nobody answers'] : dns.length > 0 ? [...dns] : ['no address'],
  service: serviceLines,
  slices: ({ slices }) =>
    slices.flatMap(({ endpoints = [], ports = [] }) =>
      endpoints.map(({ addresses = [], conditions, targetRef, nodeName }) => {
        const at = `${addresses[0] ?? ''}:${ports.map(({ port }) => port).join(',')}`;
        const where = [targetRef?.name, nodeName && `on ${nodeName}`].filter(Boolean).join(' ');
        return `${at} ${where}${conditions?.ready === false ? ', not ready' : ''}`;
      }),
    ),
  readiness: ({ slices }) => {
    const all = slices.flatMap(({ endpoints = [] }) => endpoints);
    return [`${all.filter(({ conditions }) => conditions?.ready !== false).length} of ${all.length} ready`];
  },
  policies: ({ policies }) =>
    policies.length > 0 ? policies.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`) : ['none'],
  kernel: ({ proxies }) =>
    proxies.map(({ node, state, inKernel }) => {
      const rule = inKernel === undefined ? '' : inKernel ? ', the rule is in its kernel' : ', no rule in its kernel';
      return `${node}: proxy ${state}${rule}`;
    }),
  probe: ({ endpointProbes, serviceProbe }) => [
    ...(serviceProbe ? [`the Service: ${serviceProbe.outcome}`] : []),
    ...endpointProbes.map(({ address, port, outcome }) => `${address}:${port}: ${outcome}`),
  ],
};

function serviceLines(facts: Facts): string[] {
  const { service } = facts;
  if (!service) return [];
  const port = askedPort(facts);
  const outside = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  return [
    [service.spec?.type ?? 'ClusterIP', ...clusterIPsOf(service), ...outside].join(' '),
    ...(port ? [`${port.port}/${port.protocol ?? 'TCP'} → ${port.targetPort ?? port.port}`] : []),
  ];
}
