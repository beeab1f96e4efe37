import { clusterIPsOf, isExternalName } from '@kubets/api';
import { cidrContains, parseCidr, parseIp } from '@kubets/net';
import { askedPort, type Facts } from '../facts';
import { type Finding, objectText } from '../finding';

/** Whether the Service itself leads from where it was asked to where it points. */
export function checkService(facts: Facts): Finding | undefined {
  const { service } = facts;
  if (!service || isExternalName(service)) return undefined;
  return checkHeadless(facts) ?? (facts.question.from.kind === 'host' ? checkOutside(facts) : undefined);
}

/** Clients of a headless Service reach its pods themselves, at the port that they ask for. */
function checkHeadless(facts: Facts): Finding | undefined {
  const { service, slices } = facts;
  const port = askedPort(facts);
  if (!service || clusterIPsOf(service).length > 0 || !port) return undefined;
  const ofPods = slices.flatMap(
    ({ ports = [] }) => ports.find(({ name = '' }) => name === (port.name ?? ''))?.port ?? [],
  );
  const target = ofPods[0] ?? port.targetPort ?? port.port;
  if (target === port.port || ofPods.includes(port.port ?? 0)) return undefined;
  return {
    hop: 'service',
    problem: `the Service is headless, so nothing turns port ${port.port} into ${String(target)}: clients reach the pods themselves`,
    object: objectText('Service', service),
    field: 'spec.clusterIP',
    fix: `let clients use port ${String(target)}, or create the Service anew without clusterIP: None`,
  };
}

/** By what the load balancer says in its event. */
const FIXES: readonly (readonly [said: RegExp, fix: string])[] = [
  [
    /no address is left in pool|no (?:free|available) address|exhausted/i,
    'free an address of the pool, or make the pool larger (--load-balancer-pool)',
  ],
  [
    /is taken by Service/i,
    'ask for another address, let both Services name the same sharing key, or take it from the other Service',
  ],
  [/is in none of the pools|asks for .* which is no IP/i, 'ask for an address of a pool, or for none'],
  [/which is not for Service/i, "ask for an address of another pool, or let that pool's selectors take the Service"],
  [
    /no pool gives (IPv[46]) addresses/i,
    'add a pool with addresses of that family that takes the Service, or change its ipFamilies',
  ],
];

function checkOutside({ service, events }: Facts): Finding | undefined {
  const { spec = {}, status } = service ?? {};
  const object = objectText('Service', service);
  if (spec.type !== 'LoadBalancer') return undefined;
  const [ingress] = status?.loadBalancer?.ingress ?? [];
  if (!ingress) {
    const failure = events.findLast(({ type }) => type === 'Warning')?.message;
    const ofOther = spec.loadBalancerClass
      ? `its class ${spec.loadBalancerClass} is left to another provider, which has given it none`
      : 'the load balancer has given it none yet';
    return {
      hop: 'service',
      problem: `the Service has no address outside: ${failure ?? ofOther}`,
      object,
      field: spec.loadBalancerClass ? 'spec.loadBalancerClass' : 'status.loadBalancer.ingress',
      fix:
        FIXES.find(([said]) => said.test(failure ?? ''))?.[1] ??
        (spec.loadBalancerClass
          ? 'install the provider of that class, or create the Service without it'
          : 'look at the cloud-lb service (kubets status tells of it)'),
    };
  }
  return undefined;
}

/** Whether the ranges of a load balancer let the client in; told once the client's address is known. */
export function checkSourceRanges({ service }: Facts, clientAddress: string | undefined): Finding | undefined {
  const { type, loadBalancerSourceRanges: ranges = [] } = service?.spec ?? {};
  if (type !== 'LoadBalancer') return undefined;
  const client = clientAddress === undefined ? undefined : parseIp(clientAddress);
  if (ranges.length === 0 || !client) return undefined;
  const isInside = ranges.some((text) => {
    const range = parseCidr(text.trim());
    return range !== undefined && cidrContains(range, client);
  });
  if (isInside) return undefined;
  return {
    hop: 'service',
    problem: `the Service lets in only ${ranges.join(', ')}, and the client is ${clientAddress}`,
    object: objectText('Service', service),
    field: 'spec.loadBalancerSourceRanges',
    fix: `add ${clientAddress}/${client.family === 'IPv4' ? 32 : 128} to the ranges`,
  };
}
