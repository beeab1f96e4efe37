import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { Row } from '../../protocol/answers';
import type { Live } from '../link/live';
import { Trouble } from '../link/trouble';
import { Cell } from './cell';
import { chosenRows, columnWidths, type Order } from './table-rows';
import { useWindow } from './use-window';

export interface TableProps {
  title: string;
  live: Live;
  showNamespace: boolean;
  /** Where a row leads; nowhere when absent. */
  hrefOf?(row: Row): string;
}

const ROW_PIXELS = 32;
const NAMESPACE_WIDTH = 18;
const EVERY_MS = 1000;

/** Rows that change by themselves. Of many only those are drawn that are seen. */
export function Table({ title, live, showNamespace, hrefOf }: TableProps) {
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState<Order>();
  const [current, setCurrent] = useState<string>();
  const body = useRef<HTMLDivElement>(null);
  useSeconds();
  const rows = useMemo(() => chosenRows(live.rows.values(), search, order), [live, live.version, search, order]);
  const columns = live.columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ priority, name }) => priority === 0 || name === 'Node' || name === 'IP');
  const hasStatus = columns.some(({ name }) => name === 'Status');
  const widths = useMemo(() => columnWidths(live.columns, rows), [live.columns, rows.length > 0, search]);
  const { first, last } = useWindow(body, rows.length, ROW_PIXELS);
  const open = (row: Row | undefined) => {
    if (row && hrefOf) location.hash = hrefOf(row);
  };
  const keyOf = (row: Row) => `${row.namespace}/${row.name}`;

  function onKey(event: KeyboardEvent): void {
    const at = rows.findIndex((row) => keyOf(row) === current);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, j: 1, k: -1 }[event.key];
    if (event.key === 'Enter' && at >= 0 && !(event.target as HTMLElement).closest('a')) return open(rows[at]);
    if (step === undefined || rows.length === 0) return;
    event.preventDefault();
    const to = Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step));
    setCurrent(keyOf(rows[to]!));
    keepInSight(body.current, to);
  }

  const sorted = (index: number) => (order?.column === index ? (order.down ? 'descending' : 'ascending') : undefined);
  return (
    <section class="table-view">
      <div class="tools">
        <h1>
          {title} <span class="count">{live.isThere ? rows.length : ''}</span>
        </h1>
        <input
          type="search"
          placeholder="Search ( / )"
          aria-label={`Search ${title}`}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'Enter') body.current?.focus();
          }}
        />
      </div>
      <Trouble live={live} />
      <div class="rows" ref={body} tabIndex={0} onKeyDown={onKey} aria-label={title}>
        <table>
          <colgroup>
            {showNamespace && <col style={{ width: `${NAMESPACE_WIDTH}ch` }} />}
            {columns.map(({ index }) => (
              <col key={index} style={{ width: `${widths[index]}ch` }} />
            ))}
            <col />
          </colgroup>
          <thead>
            <tr>
              {showNamespace && <th>Namespace</th>}
              {columns.map(({ name, description, index }) => (
                <th key={index} title={description} aria-sort={sorted(index)}>
                  <button class="plain" onClick={() => setOrder({ column: index, down: order?.column === index && !order.down })}>
                    {name}
                    {sorted(index) === 'ascending' ? ' ↑' : sorted(index) === 'descending' ? ' ↓' : ''}
                  </button>
                </th>
              ))}
              <th />
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr style={{ height: `${first * ROW_PIXELS}px` }} />}
            {rows.slice(first, last).map((row) => (
              <tr
                key={row.uid || keyOf(row)}
                class={keyOf(row) === current ? 'current' : ''}
                aria-selected={keyOf(row) === current}
                onClick={() => open(row)}
              >
                {showNamespace && <td class="muted">{row.namespace}</td>}
                {columns.map(({ name, index }) => (
                  <Cell
                    key={index}
                    row={row}
                    column={name}
                    index={index}
                    href={name === 'Name' ? hrefOf?.(row) : undefined}
                    // A pod that is done has nothing that is ready, and is well.
                    isToned={name !== 'Ready' || !hasStatus}
                  />
                ))}
                <td />
              </tr>
            ))}
            {last < rows.length && <tr style={{ height: `${(rows.length - last) * ROW_PIXELS}px` }} />}
          </tbody>
        </table>
        {live.isThere && rows.length === 0 && !live.failure && (
          <p class="empty">{search ? `Nothing has “${search}” in it.` : 'There is nothing here.'}</p>
        )}
      </div>
    </section>
  );
}

/** Draws again every second, for what tells of time. */
function useSeconds(): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => draw(undefined), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}

function keepInSight(body: HTMLDivElement | null, row: number): void {
  if (!body) return;
  const top = row * ROW_PIXELS;
  const room = body.clientHeight - 2 * ROW_PIXELS;
  if (top < body.scrollTop) body.scrollTop = top;
  else if (top > body.scrollTop + room) body.scrollTop = top - room;
}
