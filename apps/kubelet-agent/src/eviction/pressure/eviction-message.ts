import { amountsOf, runningContainers } from '@kubets/api';
import { parseQuantity } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Crossed } from './node-pressure';
import type { PodUse } from './rank-pods';
import { SIGNALS, type Starved } from './signals';
import { amountIn } from './thresholds';

/** Why a pod has to go, in Kubernetes' words: what ran short, and which containers had more of it than they asked for. */
export function evictionMessage(pod: Pod, { threshold, observation }: Crossed, use: PodUse | undefined): string {
  const { starved } = SIGNALS[threshold.signal];
  const shown = (amount: number) => quantityText(amount, starved);
  const least = 'text' in threshold.least ? threshold.least.text : shown(amountIn(threshold.least, observation));
  const parts = [
    `The node was low on resource: ${starved}. `,
    `Threshold quantity: ${least}, available: ${shown(observation.available)}. `,
  ];
  for (const { name = '', resources } of runningContainers(pod)) {
    const used = use?.containers.get(name);
    if (used === undefined || starved === 'inodes' || starved === 'pids') continue;
    if (used > (amountsOf(resources?.requests)[starved] ?? 0))
      parts.push(
        `Container ${name} was using ${shown(used)}, request is ${resources?.requests?.[starved] ?? '0'}, has larger consumption of ${starved}. `,
      );
  }
  return parts.join('');
}

/** Bytes in whole kibibytes, as Kubernetes shows them; what is counted as it is. */
const quantityText = (amount: number, starved: Starved) =>
  starved === 'memory' || starved === 'ephemeral-storage'
    ? parseQuantity(`${Math.floor(amount / 1024)}Ki`).toString()
    : String(Math.floor(amount));
