import type { ResourceName } from '../../protocol/resource';
import { useLive } from '../link/live';
import { useHref, useRoute } from '../route-context';
import { kindOf, useKinds } from '../kinds/kinds-context';
import { pluralOf } from '../kinds/kind-groups';
import { Table } from './table';

/** All objects of a kind. */
export function ListView({ resource: { group, version, resource } }: { resource: ResourceName }) {
  const { scope } = useRoute();
  const href = useHref();
  const kind = kindOf(useKinds(), { group, resource });
  const namespace = kind?.namespaced === false ? '' : scope;
  const live = useLive('table', { group, version, resource, namespace });
  return (
    <Table
      key={`${group}/${resource}`}
      title={kind ? pluralOf(kind) : resource}
      live={live}
      showNamespace={kind?.namespaced !== false && namespace === ''}
      hrefOf={(row) => href({ view: 'object', group, version, resource, namespace: row.namespace, name: row.name, tab: '' })}
    />
  );
}
