import { rfc3339 } from '@kubets/apimachinery';
import type { APIServiceCondition } from '@kubets/proto-gen/apiregistration/v1';

/** Of what this server serves itself. */
export const availableLocally = (now: Date): APIServiceCondition => ({
  type: 'Available',
  status: 'True',
  lastTransitionTime: rfc3339(now),
  reason: 'Local',
  message: 'Local APIServices are always available',
});
