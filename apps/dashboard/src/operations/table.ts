import { follow } from '../cluster/follow';
import { tableFormat } from '../cluster/formats';
import { listPath } from '../cluster/paths';
import type { Column, Row } from '../protocol/answers';
import type { OperationContext, Run } from './operation';

const MOST_ROWS = 10_000;

export const runTable: Run<'table'> = async ({ namespace, fieldSelector, labelSelector, ...resource }, context) => {
  const { api, answer, signal, clock } = context;
  const rows = context.changes<Row>('rows');
  let told = '';
  const onColumns = (columns: Column[]) => {
    const text = JSON.stringify(columns);
    if (text !== told) answer({ type: 'columns', columns });
    told = text;
  };
  await follow(
    {
      api,
      path: listPath(resource, namespace),
      selectors: { fieldSelector, labelSelector },
      format: tableFormat(onColumns),
      most: MOST_ROWS,
      signal,
      clock,
    },
    {
      onList: rows.list,
      onSet: rows.set,
      onGone: rows.gone,
      onCut: () => answer({ type: 'cut', shown: MOST_ROWS }),
      onStale: tellStale(context),
    },
  );
};

/** Tells of an outage when it begins and when it ends. */
export function tellStale({ answer }: Pick<OperationContext, 'answer'>): (reason: string | undefined) => void {
  let isStale = false;
  return (reason) => {
    if (reason !== undefined || isStale) answer({ type: 'stale', message: reason ?? '' });
    isStale = reason !== undefined;
  };
}
