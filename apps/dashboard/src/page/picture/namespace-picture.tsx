import { memo } from 'preact/compat';
import { Card } from './card';
import { edgePath } from './edge-path';
import type { NamespaceLayout } from './layout';
import type { NamespaceModel } from './model';

interface NamespacePictureProps {
  model: NamespaceModel;
  layout: NamespaceLayout;
  x: number;
  y: number;
  /** In lower case: what has not got it steps back. */
  search: string;
}

/** A namespace: its edges, and the cards on them. */
export const NamespacePicture = memo(
  ({ model, layout, x, y, search }: NamespacePictureProps) => {
    const { width, height, boxes } = layout;
    return (
      <div class="namespace-box" style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }}>
        <h2>{model.name}</h2>
        <svg width={width} height={height} aria-hidden="true">
          {model.edges.map(({ from, to, tone }) => {
            const [a, b] = [boxes.get(from), boxes.get(to)];
            return a && b && <path key={`${from}>${to}`} class={`edge ${tone}`} d={edgePath(a, b)} />;
          })}
        </svg>
        {model.vertices.map((vertex) => {
          const box = boxes.get(vertex.id);
          const isFound = !search || `${vertex.kind} ${vertex.name} ${vertex.detail}`.toLowerCase().includes(search);
          return box && <Card key={vertex.id} vertex={vertex} box={box} isFound={isFound} />;
        })}
      </div>
    );
  },
  (a, b) =>
    a.layout === b.layout && a.x === b.x && a.y === b.y && a.search === b.search && JSON.stringify(a.model) === JSON.stringify(b.model),
);
