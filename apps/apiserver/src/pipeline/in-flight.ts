import { newTooManyRequests } from '@kubets/apimachinery';
import type { UserInfo } from '../auth/user/user-info';

/** How many requests are answered at once: Kubernetes' defaults of `--max-requests-inflight` and `--max-mutating-requests-inflight`. */
export interface InFlightLimits {
  readOnly: number;
  mutating: number;
}

export interface InFlight {
  /**
   * Takes a place, to be given back when the request has been answered. Administrators always have one, as in Kubernetes.
   * @throws StatusError 429 when all are taken, to be tried again in a second.
   */
  enter(verb: string, user: UserInfo): () => void;
}

const READ_ONLY: readonly string[] = ['get', 'list', 'watch'];
const PRIVILEGED = 'system:masters';

export function createInFlight(limits: InFlightLimits = { readOnly: 400, mutating: 200 }): InFlight {
  const taken: InFlightLimits = { readOnly: 0, mutating: 0 };
  return {
    enter(verb, { groups }) {
      if (groups.includes(PRIVILEGED)) return () => undefined;
      const kind = READ_ONLY.includes(verb) ? 'readOnly' : 'mutating';
      if (taken[kind] >= limits[kind]) throw newTooManyRequests('Too many requests, please try again later.', 1);
      taken[kind] += 1;
      let isTaken = true;
      return () => {
        if (isTaken) taken[kind] -= 1;
        isTaken = false;
      };
    },
  };
}
