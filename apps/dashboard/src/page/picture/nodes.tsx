import { useHref } from '../route-context';
import type { NodeModel } from './model';

const STATES = ['ready', 'starting', 'failing', 'ending', 'done'] as const;

/** The nodes, each with its pods by how they are. */
export function Nodes({ nodes }: { nodes: readonly NodeModel[] }) {
  const href = useHref();
  if (nodes.length === 0) return null;
  return (
    <div class="nodes" aria-label="Nodes">
      {nodes.map(({ name, ready, open, tone, pods }) => {
        const count = STATES.reduce((sum, state) => sum + pods[state], 0);
        const said = !ready ? 'not ready' : open ? `${count} pods` : `${count} pods, cordoned`;
        return (
          <a
            key={name}
            class={`node ${tone}`}
            title={STATES.flatMap((state) => (pods[state] > 0 ? [`${pods[state]} ${state}`] : [])).join(', ')}
            href={href({ view: 'object', group: '', version: 'v1', resource: 'nodes', namespace: '', name, tab: '' })}
          >
            <i class={`dot ${tone}`} />
            <strong>{name}</strong>
            <span class="muted">{said}</span>
            <span class="bar-of-pods" aria-hidden="true">
              {STATES.map((state) => pods[state] > 0 && <i key={state} class={`pod ${state}`} style={{ flexGrow: pods[state] }} />)}
            </span>
          </a>
        );
      })}
    </div>
  );
}
