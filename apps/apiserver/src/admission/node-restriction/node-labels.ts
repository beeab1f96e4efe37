import { LABELS } from '@kubets/api';

/** Labels in the system's namespaces that a kubelet may set on its node; all others there are for administrators. */
const ALLOWED = new Set<string>([
  LABELS.hostname,
  LABELS.os,
  LABELS.arch,
  LABELS.zone,
  LABELS.region,
  LABELS.betaZone,
  LABELS.betaRegion,
  LABELS.instanceType,
  'node.kubernetes.io/windows-build',
  LABELS.betaOs,
  LABELS.betaArch,
  LABELS.betaInstanceType,
]);

const ALLOWED_DOMAINS = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const RESTRICTED_DOMAINS = ['kubernetes.io', 'k8s.io'];
const RESERVED_DOMAIN = 'node-restriction.kubernetes.io';

type Labels = Readonly<Record<string, string>>;

/** The labels that the change adds, changes or removes and a kubelet must not, sorted. */
export function forbiddenLabelChanges(before: Labels = {}, after: Labels = {}): string[] {
  const changed = [...new Set<string>([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => before[key] !== after[key],
  );
  return changed
    .filter((key) => isIn(domainOf(key), RESERVED_DOMAIN) || (isSystemLabel(key) && !isAllowed(key)))
    .sort();
}

const domainOf = (key: string): string => (key.includes('/') ? key.slice(0, key.indexOf('/')) : '');
const isIn = (domain: string, parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);
const isSystemLabel = (key: string): boolean => RESTRICTED_DOMAINS.some((domain) => isIn(domainOf(key), domain));
const isAllowed = (key: string): boolean =>
  ALLOWED.has(key) || ALLOWED_DOMAINS.some((domain) => isIn(domainOf(key), domain));
