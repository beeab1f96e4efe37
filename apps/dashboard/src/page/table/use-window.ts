import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Beyond what is seen, so that nothing is empty while one scrolls. */
const MARGIN = 20;

/** The rows that are in sight of a scrolling element, and some around them. */
export function useWindow(
  body: RefObject<HTMLElement | null>,
  count: number,
  rowPixels: number,
): { first: number; last: number } {
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = body.current;
    if (!element) return undefined;
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight });
    look();
    element.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, []);
  const first = Math.max(0, Math.min(count, Math.floor(seen.top / rowPixels)) - MARGIN);
  return { first, last: Math.min(count, Math.ceil((seen.top + seen.height) / rowPixels) + MARGIN) };
}
