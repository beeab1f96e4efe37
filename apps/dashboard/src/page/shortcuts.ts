import { useEffect, useRef } from 'preact/hooks';

/** Runs what a key does, unless somebody is writing. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(target)) return;
      const run = current.current[event.key];
      if (!run) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

const isWriting = (target: HTMLElement): boolean =>
  target.closest('input, textarea, select, dialog, [contenteditable=true], .terminal, .editor') !== null;
