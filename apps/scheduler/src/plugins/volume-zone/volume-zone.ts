import { isClaimBound, LABELS, podClaimNames } from '@kubets/api';
import type { Plugin } from '../../framework/plugin';
import { unresolvable } from '../../framework/plugin';
import { mayReachVolumes } from '../../volumes/pod-claims';

const CONFLICT = unresolvable('node(s) had no available volume zone');
/** The labels of volumes, and what nodes call them besides. */
const ALIASES: Readonly<Record<string, string>> = {
  [LABELS.zone]: LABELS.zone,
  [LABELS.region]: LABELS.region,
  [LABELS.betaZone]: LABELS.zone,
  [LABELS.betaRegion]: LABELS.region,
};
const TOPOLOGY = Object.keys(ALIASES);
/** A volume that is in several zones names them all in one label. */
const BETWEEN = '__';

/** A pod goes where its volumes' labels say that they are. */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  filter({ pod, namespace }, { storage }) {
    const wanted = podClaimNames(pod).flatMap((name) => {
      const claim = storage.claim(namespace, name);
      const labels =
        claim && isClaimBound(claim) ? storage.volume(claim.spec?.volumeName ?? '')?.metadata?.labels : undefined;
      return TOPOLOGY.flatMap((label) => {
        const value = labels?.[label];
        return value === undefined ? [] : [{ label, values: value.split(BETWEEN) }];
      });
    });
    if (wanted.length === 0) return undefined;
    return ({ labels }) => {
      // A node that is in no zone is in all of them.
      if (!TOPOLOGY.some((label) => labels[label] !== undefined)) return undefined;
      const isThere = wanted.every(({ label, values }) => {
        const value = labels[label] ?? labels[ALIASES[label]!];
        return value !== undefined && values.includes(value);
      });
      return isThere ? undefined : CONFLICT;
    };
  },
  mayUnblock: mayReachVolumes,
};
