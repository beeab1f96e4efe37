import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import type { Requests } from '../../protocol/requests';
import type { Link } from '../link/link';
import { withStyleNonce } from '../style-nonce';

interface TerminalOptions {
  link: Link;
  asked: Omit<Requests['exec'], 'columns' | 'rows'>;
  onEnd(message: string): void;
}

const SCROLLBACK_LINES = 5000;

/** Runs a command at a terminal in an element, until what it returns is called. */
export function openTerminal(place: HTMLElement, { link, asked, onEnd }: TerminalOptions): () => void {
  const styles = getComputedStyle(place);
  const terminal = new Terminal({
    scrollback: SCROLLBACK_LINES,
    fontFamily: styles.getPropertyValue('--mono').trim() || 'monospace',
    fontSize: 13,
    theme: { background: '#14171c', foreground: '#dfe3ea' },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  withStyleNonce(() => terminal.open(place));
  fit.fit();
  let why = '';
  const request = link.ask('exec', { ...asked, columns: terminal.cols, rows: terminal.rows }, (answer) => {
    if (answer.type === 'text') terminal.write(answer.text);
    else if (answer.type === 'exit') why = answer.message;
    else if (answer.type === 'failed') onEnd(answer.message);
    else if (answer.type === 'end') onEnd(why);
  });
  terminal.onData((text) => request.say({ op: 'input', text }));
  terminal.onResize(({ cols, rows }) => request.say({ op: 'resize', columns: cols, rows }));
  const sizes = new ResizeObserver(() => fit.fit());
  sizes.observe(place);
  terminal.focus();
  return () => {
    sizes.disconnect();
    request.stop();
    terminal.dispose();
  };
}
