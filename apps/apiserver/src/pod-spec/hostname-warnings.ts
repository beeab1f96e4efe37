import { isDns1123Label, type KubeObject } from '@kubets/apimachinery';

/** What the name becomes. */
const POD = "the Pod's hostname";
export const OF_PODS = 'Pod names and hostnames';

/** Of a name that is, or begins, the name of a host, and cannot be one. */
export function hostnameWarnings({ metadata }: KubeObject, usedIn: string = POD): string[] {
  const problems = isDns1123Label(metadata?.name ?? '');
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in ${usedIn}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
  ];
}
