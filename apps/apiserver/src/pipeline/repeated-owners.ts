import { semanticEqual, type KubeObject } from '@kubets/apimachinery';

/**
 * Leaves out, in place, owners that are told twice, and says so: Kubernetes does before admission plugins change an object, where
 * it came whole, and after.
 */
export function leaveOutRepeatedOwners(object: KubeObject, warn: (text: string) => void, isAdmitted: boolean): void {
  const owners = object.metadata?.ownerReferences;
  if (!owners || owners.length < 2) return;
  const byUid = new Map<string, typeof owners>();
  const repeated: string[] = [];
  const kept = owners.filter((owner) => {
    const known = byUid.get(owner.uid ?? '') ?? [];
    if (known.some((one) => semanticEqual(one, owner))) {
      repeated.push(owner.uid ?? '');
      return false;
    }
    byUid.set(owner.uid ?? '', [...known, owner]);
    return true;
  });
  if (repeated.length === 0) return;
  object.metadata!.ownerReferences = kept;
  const when = isAdmitted ? ' after mutating admission happens' : '';
  warn(
    `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`,
  );
}
