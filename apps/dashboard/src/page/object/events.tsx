import type { ObjectName } from '../../protocol/resource';
import { useLive } from '../link/live';
import { Table } from '../table/table';

/** What the cluster has told of an object. */
export function Events({ kind, object: { name, namespace } }: { kind: string; object: ObjectName }) {
  const fieldSelector = `involvedObject.name=${name}${kind ? `,involvedObject.kind=${kind}` : ''}`;
  const live = useLive('table', { group: '', version: 'v1', resource: 'events', namespace, fieldSelector });
  return <Table title="Events" live={live} showNamespace={false} />;
}
