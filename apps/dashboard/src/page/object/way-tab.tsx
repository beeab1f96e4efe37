import { useEffect, useState } from 'preact/hooks';
import type { Way } from '../../protocol/way';
import type { Failure } from '../link/link';
import { useLink } from '../link/link-context';

const TITLES: Readonly<Record<string, string>> = {
  name: 'Name',
  answer: 'Answer of DNS',
  service: 'Service',
  slices: 'Endpoints',
  readiness: 'Readiness',
  policies: 'Network policies',
  kernel: 'Rule in each node’s kernel',
  probe: 'Connection',
};
const SAID = { well: 'well', broken: 'broken', beyond: 'not judged' } as const;

/** The way of a packet to a Service, and what is broken on it. */
export function WayTab({ namespace, name }: { namespace: string; name: string }) {
  const link = useLink();
  const [way, setWay] = useState<Way>();
  const [said, say] = useState('Looking …');
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isShown = true;
    say('Looking …');
    link.once('why', { namespace, name }).then(
      (answer) => {
        if (!isShown || answer?.type !== 'way') return;
        setWay(answer.way);
        say('');
      },
      (failure: Failure) => isShown && say(failure.message),
    );
    return () => {
      isShown = false;
    };
  }, [link, namespace, name, attempt]);
  return (
    <div class="way">
      <div class="tools">
        <button class="main" onClick={() => setAttempt(attempt + 1)}>
          Why?
        </button>
        <span role="status">{said || (way && !way.finding ? 'Nothing is broken on the way.' : '')}</span>
      </div>
      {way?.finding && (
        <div class="conflicts" role="alert">
          <strong>{way.finding.problem}</strong>
          <p>
            {way.finding.object}
            {way.finding.field && (
              <>
                , <code>{way.finding.field}</code>
              </>
            )}
          </p>
          <p>{way.finding.fix}</p>
        </div>
      )}
      {way && way.unread.length > 0 && <p class="trouble">Looked at without what you may not read: {way.unread.join(', ')}.</p>}
      <ol>
        {way?.steps.map(({ hop, state, lines }) => (
          <li key={hop} class={state}>
            <strong>{TITLES[hop] ?? hop}</strong> <span class="muted">{SAID[state]}</span>
            {lines.map((line) => (
              <code key={line}>{line}</code>
            ))}
          </li>
        ))}
      </ol>
    </div>
  );
}
