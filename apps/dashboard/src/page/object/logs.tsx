import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ContainerName } from '../../protocol/answers';
import { useLink } from '../link/link-context';
import { ContainerChoice } from './container-choice';
import { moreLog, type LogText } from './log-lines';

const EMPTY: LogText = { text: '', isCut: false };

/** A container’s log, as it is written. */
export function Logs({ namespace, pod, containers }: { namespace: string; pod: string; containers: readonly ContainerName[] }) {
  const link = useLink();
  const [container, setContainer] = useState(containers[0]?.name ?? '');
  const [previous, setPrevious] = useState(false);
  const [wraps, setWraps] = useState(true);
  const [log, setLog] = useState(EMPTY);
  const [said, say] = useState('');
  const [attempt, setAttempt] = useState(0);
  const view = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  const current = containers.find(({ name }) => name === container);
  useEffect(() => {
    setLog(EMPTY);
    say('');
    let text = '';
    let frame = 0;
    const request = link.ask('logs', { namespace, pod, container, previous }, (answer) => {
      if (answer.type === 'end') return say('The log has ended.');
      if (answer.type === 'failed') return say(answer.message);
      if (answer.type !== 'text') return;
      text += answer.text;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        const more = text;
        text = '';
        setLog((before) => moreLog(before, more));
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      request.stop();
    };
  }, [link, namespace, pod, container, previous, attempt]);
  useLayoutEffect(() => {
    const element = view.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [log, wraps]);
  return (
    <div class="logs">
      <div class="tools">
        <ContainerChoice containers={containers} value={container} onChoose={setContainer} />
        <label>
          <input type="checkbox" checked={wraps} onChange={() => setWraps(!wraps)} /> wrap lines
        </label>
        {(current?.restarts ?? 0) > 0 && (
          <label>
            <input type="checkbox" checked={previous} onChange={() => setPrevious(!previous)} /> of the run before
          </label>
        )}
        <span role="status" class="muted">
          {said}
        </span>
        {said && <button onClick={() => setAttempt(attempt + 1)}>Again</button>}
      </div>
      {log.isCut && <p class="muted">What was before is no longer kept here.</p>}
      <pre
        ref={view}
        tabIndex={0}
        aria-label={`Log of ${container}`}
        class={wraps ? 'wraps' : ''}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < 40;
        }}
      >
        {log.text}
      </pre>
    </div>
  );
}
