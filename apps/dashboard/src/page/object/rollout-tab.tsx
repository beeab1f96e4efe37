import { useState } from 'preact/hooks';
import type { Failure } from '../link/link';
import { useLink } from '../link/link-context';
import { useLive } from '../link/live';
import { Trouble } from '../link/trouble';
import { useHref } from '../route-context';
import { ageText } from '../table/age';

/** A Deployment’s revisions: how far each is there, and the way back to it. */
export function RolloutTab({ namespace, name }: { namespace: string; name: string }) {
  const link = useLink();
  const href = useHref();
  const live = useLive('rollout', { namespace, name });
  const [said, say] = useState('');
  const revisions = live.revisions ?? [];
  const most = Math.max(1, ...revisions.map(({ wanted }) => wanted));
  const back = (replicaSet: string, revision: number) =>
    link.once('undo', { namespace, name, replicaSet }).then(
      () => say(`It goes back to what revision ${revision} was.`),
      (failure: Failure) => say(failure.message),
    );
  return (
    <div class="rollout">
      <Trouble live={live} />
      <p role="status">{said}</p>
      <ol>
        {revisions.map(({ name: replicaSet, revision, images, wanted, ready, created, changeCause }, index) => (
          <li key={replicaSet}>
            <div class="revision">
              <strong>Revision {revision}</strong>
              <a class="muted" href={href({ view: 'object', group: 'apps', version: 'v1', resource: 'replicasets', namespace, name: replicaSet, tab: '' })}>
                {replicaSet}
              </a>
              <span class="muted">{ageText(created, Date.now())} old</span>
              <span class="grow" />
              {index > 0 && <button onClick={() => void back(replicaSet, revision)}>Go back to this</button>}
            </div>
            <code>{images.join(', ')}</code>
            {changeCause && <span class="muted">{changeCause}</span>}
            <div class="share" title={`${ready} of ${wanted} ready`}>
              <i class="pod ready" style={{ width: `${(100 * ready) / most}%` }} />
              <i class="pod starting" style={{ width: `${(100 * Math.max(0, wanted - ready)) / most}%` }} />
            </div>
            <span class="muted">
              {ready} of {wanted} ready
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
