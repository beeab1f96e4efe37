import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLive } from '../link/live';
import { Trouble } from '../link/trouble';
import { useRoute } from '../route-context';
import { CallsOverlay } from './calls-overlay';
import { callsOf, OUTSIDE } from './calls';
import { CARD, layoutNamespace, placeNamespaces, shapeOf, type Box, type NamespaceLayout } from './layout';
import { modelOf, type NamespaceModel } from './model';
import { NamespacePicture } from './namespace-picture';
import { Nodes } from './nodes';

/** A phone. */
const NARROW = 760;
const ZOOMS = [0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5];

/** The cluster as it is now. */
export function PictureView() {
  const { scope } = useRoute();
  const live = useLive('picture', { namespace: scope });
  const [search, setSearch] = useState('');
  const [zoom, setZoom] = useState(innerWidth < NARROW ? 0.5 : 1);
  const area = useRef<HTMLDivElement>(null);
  const room = useWidth(area);
  const model = useMemo(() => modelOf(live.facts.values()), [live, live.version]);
  const layouts = useLayouts(model.namespaces);
  const traffic = useLive('traffic', {});
  const calls = useMemo(
    () => callsOf(model, traffic.traffic.values()),
    [model, traffic, traffic.version],
  );
  const hasOutside = calls.some(({ from, to }) => from === OUTSIDE || to === OUTSIDE);
  const { placed, width, height } = placeNamespaces(layouts, {
    room: (room - 32) / zoom,
    ...(hasOutside ? FREE_FOR_OUTSIDE : {}),
  });
  const boxes = useBoxes(placed);
  const step = (by: number) => setZoom(ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(zoom) + by))] ?? 1);
  return (
    <section class="picture">
      <div class="tools">
        <h1>Picture</h1>
        <input
          type="search"
          placeholder="Search ( / )"
          aria-label="Search the picture"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <span class="legend wide-only">
          <i class="pod ready" /> ready <i class="pod starting" /> starting <i class="pod failing" /> failing <i class="pod ending" /> ending{' '}
          <i class="pod done" /> done{' '}
          {traffic.failure ? (
            <span title={traffic.failure.message}>traffic is not yours to see</span>
          ) : (
            <>
              <i class="line" /> traffic
            </>
          )}
        </span>
        <span class="grow" />
        <span class="zoom">
          <button aria-label="Smaller" onClick={() => step(-1)}>
            −
          </button>
          <button aria-label="Larger" onClick={() => step(1)}>
            +
          </button>
        </span>
      </div>
      <Trouble live={live} />
      <Nodes nodes={model.nodes} />
      <div class="area" ref={area} tabIndex={0} aria-label="Workloads and Services">
        <div style={{ width: `${width * zoom}px`, height: `${height * zoom}px` }}>
          <div class="plane" style={{ width: `${width}px`, height: `${height}px`, transform: `scale(${zoom})` }}>
            {placed.map((layout, index) => (
              <NamespacePicture
                key={layout.name}
                model={model.namespaces[index]!}
                x={layout.x}
                y={layout.y}
                layout={layouts[index]!}
                search={search.toLowerCase()}
              />
            ))}
            {hasOutside && (
              <div class="card outside" style={boxStyle(OUTSIDE_BOX)}>
                {scope ? 'Elsewhere' : 'Outside'}
              </div>
            )}
            <CallsOverlay calls={calls} boxes={boxes} width={width} height={height} />
          </div>
        </div>
        {live.isThere && placed.length === 0 && <p class="empty">Nothing runs here yet.</p>}
      </div>
    </section>
  );
}

/** Layouts of namespaces; those whose shape is as before stay what they are. */
function useLayouts(namespaces: readonly NamespaceModel[]): NamespaceLayout[] {
  const known = useRef(new Map<string, { shape: string; layout: NamespaceLayout }>());
  const now = new Map<string, { shape: string; layout: NamespaceLayout }>();
  for (const namespace of namespaces) {
    const shape = shapeOf(namespace);
    const before = known.current.get(namespace.name);
    now.set(namespace.name, before?.shape === shape ? before : { shape, layout: layoutNamespace(namespace) });
  }
  known.current = now;
  return [...now.values()].map(({ layout }) => layout);
}

/** Above, for the card; on the left, for the lines from there. */
const FREE_FOR_OUTSIDE = { left: 28, top: 56 };
const OUTSIDE_BOX: Box = { x: 44, y: 4, width: CARD.width, height: 32 };

const boxStyle = ({ x, y, width, height }: Box) => ({ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });

/** Where every vertex is in the whole plane; the same map while nothing has moved. */
function useBoxes(placed: readonly NamespaceLayout[]): ReadonlyMap<string, Box> {
  const known = useRef<{ placed: readonly NamespaceLayout[]; boxes: ReadonlyMap<string, Box> }>({ placed: [], boxes: new Map() });
  const isSame =
    known.current.placed.length === placed.length &&
    placed.every(({ boxes, x, y }, index) => {
      const before = known.current.placed[index]!;
      return before.boxes === boxes && before.x === x && before.y === y;
    });
  if (!isSame) {
    const boxes = new Map<string, Box>([[OUTSIDE, OUTSIDE_BOX]]);
    for (const one of placed)
      for (const [id, box] of one.boxes) boxes.set(id, { ...box, x: box.x + one.x, y: box.y + one.y });
    known.current = { placed, boxes };
  }
  return known.current.boxes;
}

function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(1200);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(() => setWidth(element.current?.clientWidth ?? 0));
    if (element.current) sizes.observe(element.current);
    return () => sizes.disconnect();
  }, []);
  return width;
}
