import { memo } from 'preact/compat';
import type { Kind } from '../../protocol/resource';
import { useHref, useRoute } from '../route-context';
import { groupKinds, pluralOf } from '../kinds/kind-groups';

/** Every kind there is. */
export const Menu = memo(({ kinds }: { kinds: readonly Kind[] }) => {
  const route = useRoute();
  const href = useHref();
  const isCurrent = ({ group, resource }: Kind) =>
    (route.view === 'list' || route.view === 'object') && route.group === group && route.resource === resource;
  return (
    <nav aria-label="Kinds">
      <a class="first" href={href({ view: 'picture' })} aria-current={route.view === 'picture' ? 'page' : undefined}>
        Picture
      </a>
      {groupKinds(kinds).map(({ title, kinds: ofGroup }, index) => (
        <details key={title} open={index < 5 || ofGroup.some(isCurrent)}>
          <summary>{title}</summary>
          {ofGroup.map((kind) => (
            <a
              key={kind.resource}
              href={href({ view: 'list', group: kind.group, version: kind.version, resource: kind.resource })}
              aria-current={isCurrent(kind) ? 'page' : undefined}
            >
              {pluralOf(kind)}
            </a>
          ))}
        </details>
      ))}
    </nav>
  );
});
