import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Type NominalConcurrencyShares Queues HandSize QueueLengthLimit Age |',
  least: () => ({
    spec: { type: 'Limited', limited: { nominalConcurrencyShares: 0, limitResponse: { type: 'Reject' } } },
  }),
  more: { spec: { type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing: {} } } } },
};
