import type { Frontend } from '../model/frontend';
import { frontendKey } from '../model/frontend';
import type { FrontendChange } from '../model/frontend-table';
import type { Flow } from './flow';

/**
 * UDP has no connections that end, so a client that keeps its port keeps its flow: to an endpoint that is gone, or past the
 * Service if it sent before there was an endpoint. TCP needs none of this.
 */

/** Whether a change can have left stale flows: only more endpoints than before never does. */
export function canLeaveStaleFlows({ before, after }: FrontendChange): boolean {
  if ((after ?? before)?.protocol !== 'UDP') return false;
  if (!before || !after) return true;
  if (before.serving.length === 0) return after.serving.length > 0;
  const now = new Set(after.serving);
  return before.serving.some((endpoint) => !now.has(endpoint));
}

/** Each kind of stale flow once, however many clients have it. `frontendAt` finds by frontendKey; a removed frontend has no endpoints. */
export function staleFlows(
  flows: Iterable<Flow>,
  frontendAt: (key: string) => Pick<Frontend, 'serving'> | undefined,
): Flow[] {
  const stale = new Map<string, Flow>();
  for (const flow of flows) {
    const key = frontendKey({ address: flow.destination, protocol: 'UDP', port: flow.destinationPort });
    const frontend = frontendAt(key);
    if (!frontend) continue;
    const answeredBy = `${flow.replySource} ${flow.replySourcePort}`;
    const untranslated = flow.replySource === flow.destination && flow.replySourcePort === flow.destinationPort;
    const wrong = untranslated ? frontend.serving.length > 0 : !frontend.serving.includes(answeredBy);
    if (wrong) stale.set(`${key} ${answeredBy}`, flow);
  }
  return [...stale.values()];
}
