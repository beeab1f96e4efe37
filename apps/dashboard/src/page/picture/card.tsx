import { memo } from 'preact/compat';
import type { PodFact } from '../../protocol/facts';
import { useHref } from '../route-context';
import { RESOURCE_OF_KIND } from './kind-resources';
import { CARD, type Box } from './layout';
import type { Vertex } from './model';

interface CardProps {
  vertex: Vertex;
  box: Box;
  isFound: boolean;
}

const SAID: Readonly<Record<Vertex['tone'], string>> = { good: 'well', passing: 'not yet well', bad: 'not well', none: '' };

/** A workload, a Service or an Ingress, with how it is. */
export const Card = memo(
  ({ vertex: { kind, namespace, name, tone, detail, pods }, box, isFound }: CardProps) => {
    const href = useHref();
    const resource = RESOURCE_OF_KIND[kind];
    const label = `${kind} ${name}: ${[detail, SAID[tone]].filter(Boolean).join(', ')}`;
    return (
      <article
        class={`card ${tone} ${isFound ? '' : 'aside'}`}
        style={{ left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` }}
      >
        <a
          class="name"
          title={`${label} (${namespace})`}
          aria-label={label}
          {...(resource && { href: href({ view: 'object', ...resource, namespace, name, tab: kind === 'Service' ? 'way' : '' }) })}
        >
          <span class="kind">{kind}</span>
          <strong>{name}</strong>
          <span class="detail">{detail}</span>
        </a>
        {pods.length > 0 && (
          <div class="pods">
            {pods.slice(0, CARD.mostPods).map((pod) => (
              <PodSquare key={pod.name} pod={pod} />
            ))}
          </div>
        )}
      </article>
    );
  },
  (a, b) => a.box === b.box && a.isFound === b.isFound && JSON.stringify(a.vertex) === JSON.stringify(b.vertex),
);

function PodSquare({ pod: { namespace, name, state, status, node } }: { pod: PodFact }) {
  const href = useHref();
  const title = `${name}: ${status}${node ? ` on ${node}` : ''}`;
  return (
    <a
      class={`pod ${state}`}
      title={title}
      aria-label={title}
      tabIndex={-1}
      href={href({ view: 'object', group: '', version: 'v1', resource: 'pods', namespace, name, tab: '' })}
    />
  );
}
