import { hashOf } from '../route';
import { useRoute } from '../route-context';
import { useLive } from '../link/live';

const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' };

/** Chooses the namespace that is looked at. Who may not list them writes its name. */
export function NamespaceChoice() {
  const route = useRoute();
  const { rows, failure } = useLive('table', NAMESPACES);
  const choose = (scope: string) => (location.hash = hashOf({ ...route, scope }));
  if (failure)
    return (
      <input
        id="namespace"
        class="namespace"
        aria-label="Namespace"
        placeholder="namespace"
        value={route.scope}
        onChange={(event) => choose(event.currentTarget.value.trim())}
      />
    );
  const names = [...rows.values()].map(({ name }) => name).sort();
  return (
    <select
      id="namespace"
      class="namespace"
      aria-label="Namespace"
      value={route.scope}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">All namespaces</option>
      {(route.scope && !names.includes(route.scope) ? [route.scope, ...names] : names).map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
