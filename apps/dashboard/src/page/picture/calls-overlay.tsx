import { memo } from 'preact/compat';
import { callText, callWidth, type Call } from './calls';
import { callPath } from './edge-path';
import type { Box } from './layout';

interface CallsOverlayProps {
  calls: readonly Call[];
  /** Of every vertex, in the whole plane. */
  boxes: ReadonlyMap<string, Box>;
  width: number;
  height: number;
}

/** Who calls whom: the more bytes, the broader; dashed where connections fail. */
export const CallsOverlay = memo(({ calls, boxes, width, height }: CallsOverlayProps) => (
  <svg class="calls" width={width} height={height} role="list" aria-label="Traffic">
    {calls.map((call) => {
      const [from, to] = [boxes.get(call.from), boxes.get(call.to)];
      if (!from || !to) return null;
      const text = `${nameOf(call.from)} → ${nameOf(call.to)}: ${callText(call)}`;
      return (
        <path
          key={`${call.from}>${call.to}`}
          role="listitem"
          aria-label={text}
          class={call.errors > 0 ? 'call failing' : 'call'}
          stroke-width={callWidth(call)}
          d={callPath(from, to)}
        >
          <title>{text}</title>
        </path>
      );
    })}
  </svg>
));

const nameOf = (id: string): string => id.split('/').slice(1).join('/') || id;
