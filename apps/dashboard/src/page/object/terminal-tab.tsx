import { useState } from 'preact/hooks';
import type { ContainerName } from '../../protocol/answers';
import { TerminalView } from '../terminal/terminal-view';
import { ContainerChoice } from './container-choice';

/** The better shell of the two that containers have. */
const SHELL = ['/bin/sh', '-c', 'command -v bash >/dev/null && exec bash || exec sh'];

/** A shell in a container. */
export function TerminalTab({ namespace, pod, containers }: { namespace: string; pod: string; containers: readonly ContainerName[] }) {
  const running = containers.filter((one) => one.running);
  const [container, setContainer] = useState(running[0]?.name ?? '');
  const [attempt, setAttempt] = useState(0);
  const [said, say] = useState('');
  if (!container) return <p class="empty">No container of it runs.</p>;
  return (
    <div class="terminal-tab">
      <div class="tools">
        <ContainerChoice containers={running} value={container} onChoose={setContainer} />
        <span role="status" class="muted">
          {said}
        </span>
        {said && (
          <button
            onClick={() => {
              say('');
              setAttempt(attempt + 1);
            }}
          >
            Again
          </button>
        )}
      </div>
      <TerminalView
        key={`${container} ${attempt}`}
        namespace={namespace}
        pod={pod}
        container={container}
        command={SHELL}
        onEnd={(message) => say(message || 'The shell has ended.')}
      />
    </div>
  );
}
