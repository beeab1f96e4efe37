import { canonicalIp } from '@kubets/net';
import { labelsOf, type NameKey } from '../../wire/names';

export interface PodName {
  namespace: string;
  /** Undefined for the namespace's own name, and for a label that is no address. */
  address: string | undefined;
  labels: number;
}

/** Reads `<a-b-c-d>.<ns>.pod.<zone>` and `<ns>.pod.<zone>`; undefined for other names. */
export function parsePodName(key: NameKey, podZone: NameKey): PodName | undefined {
  if (!key.endsWith(podZone) || key === podZone) return undefined;
  const labels = labelsOf(key.slice(0, key.length - podZone.length));
  const namespace = labels.at(-1)!;
  return { namespace, labels: labels.length, address: labels.length === 2 ? addressOf(labels[0]!) : undefined };
}

/** 10-244-0-3 and fd00--3; an address that is written with dashes only. */
function addressOf(label: string): string | undefined {
  const v4 = /^\d+-\d+-\d+-\d+$/.test(label) ? canonicalIp(label.replaceAll('-', '.')) : undefined;
  return v4 ?? canonicalIp(label.replaceAll('-', ':'));
}
