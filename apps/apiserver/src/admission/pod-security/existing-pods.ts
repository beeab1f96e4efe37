import { controllerOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { giveTurn } from '../../pipeline/turns';
import { findingsOf } from './evaluate-pod';
import { levelText, type LevelVersion } from './namespace-policy';
import { checkedPod } from './pod-template';

/** So many pods of a namespace are looked at, and for so long, as in Kubernetes. */
const MAX_PODS = 3000;
const MAX_MS = 1000;

/** What to warn of who has a namespace enforce a level from now on that pods in it do not keep to. */
export async function warningsOfExisting(
  namespace: string,
  pods: readonly Pod[],
  level: LevelVersion,
  now: () => number = () => performance.now(),
): Promise<string[]> {
  const chosen = oneOfEachFirst(pods).slice(0, MAX_PODS);
  const ends = now() + MAX_MS;
  const violations = new Map<string, string[]>();
  let checked = 0;
  for (const pod of chosen) {
    await giveTurn();
    checked++;
    const reasons = findingsOf(level, checkedPod(pod))
      .map(({ reason }) => reason)
      .join(', ');
    if (reasons !== '') violations.set(reasons, [...(violations.get(reasons) ?? []), pod.metadata?.name ?? '']);
    if (now() > ends) break;
  }
  return [
    ...(checked < pods.length
      ? [`new PodSecurity enforce level only checked against the first ${checked} of ${pods.length} existing pods`]
      : []),
    ...(violations.size > 0
      ? [
          `existing pods in namespace ${JSON.stringify(namespace)} violate the new PodSecurity enforce level ${JSON.stringify(levelText(level))}`,
        ]
      : []),
    ...[...violations].map(([reasons, names]) => `${podsText(names)}: ${reasons}`).sort(),
  ];
}

/** Pods of one controller are alike: the first of each comes before all others. */
function oneOfEachFirst(pods: readonly Pod[]): Pod[] {
  const seen = new Set<string>();
  const others: Pod[] = [];
  const first = pods.filter((pod) => {
    const uid = controllerOf(pod)?.uid;
    if (uid === undefined) return true;
    if (seen.has(uid)) others.push(pod);
    return !seen.has(uid) && seen.add(uid);
  });
  return [...first, ...others];
}

function podsText(names: readonly string[]): string {
  const [name] = [...names].sort();
  if (names.length === 1) return name!;
  return names.length === 2 ? `${name} (and 1 other pod)` : `${name} (and ${names.length - 1} other pods)`;
}
