import { useEffect, useRef } from 'preact/hooks';
import { useLink } from '../link/link-context';

interface TerminalViewProps {
  namespace: string;
  pod: string;
  container: string;
  command: string[];
  /** With why, or an empty text. */
  onEnd(message: string): void;
}

/** A terminal with a command in a container; it is loaded when it is first shown. */
export function TerminalView({ namespace, pod, container, command, onEnd }: TerminalViewProps) {
  const link = useLink();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let end = () => {};
    let isShown = true;
    void import('./open-terminal').then(({ openTerminal }) => {
      if (!isShown || !place.current) return;
      end = openTerminal(place.current, { link, asked: { namespace, pod, container, command }, onEnd });
    });
    return () => {
      isShown = false;
      end();
    };
  }, []);
  return <div class="terminal" ref={place} />;
}
