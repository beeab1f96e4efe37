import { useState } from 'preact/hooks';
import type { ObjectName } from '../../protocol/resource';
import { parseReplicas } from './replicas';
import type { Failure } from '../link/link';
import { useLink } from '../link/link-context';
import type { Live } from '../link/live';

const SCALED = ['deployments', 'statefulsets', 'replicasets'];
const RESTARTED = ['deployments', 'statefulsets', 'daemonsets'];

/** What is done with an object by a click; each is asked once more where it cannot be undone. */
export function Actions({ object, live }: { object: ObjectName; live: Live }) {
  const link = useLink();
  const [said, say] = useState('');
  const [isSure, setSure] = useState(false);
  const uid = live.object?.uid;
  if (!uid || live.isGone) return null;
  const tell = (done: string) => (work: Promise<unknown>) =>
    void work.then(
      () => say(done),
      (failure: Failure) => say(failure.message),
    );
  const ofApps = object.group === 'apps';
  return (
    <div class="actions">
      <span role="status" class="muted">
        {said}
      </span>
      {ofApps && SCALED.includes(object.resource) && (
        <form
          class="scale"
          onSubmit={(event) => {
            event.preventDefault();
            const replicas = Number(new FormData(event.currentTarget).get('replicas'));
            tell(`Scaled to ${replicas}.`)(link.once('scale', { ...object, replicas }));
          }}
        >
          <input
            key={uid}
            name="replicas"
            type="number"
            min={0}
            max={10_000}
            required
            aria-label="Replicas"
            defaultValue={String(parseReplicas(live.object?.yaml ?? ''))}
          />
          <button>Scale</button>
        </form>
      )}
      {ofApps && RESTARTED.includes(object.resource) && (
        <button onClick={() => tell('Its pods are being replaced.')(link.once('restart', object))}>Restart</button>
      )}
      {isSure ? (
        <>
          <button
            class="danger"
            autofocus
            onClick={() => {
              setSure(false);
              tell('Deleted.')(link.once('remove', { ...object, uid }));
            }}
          >
            Yes, delete it
          </button>
          <button onClick={() => setSure(false)}>Keep it</button>
        </>
      ) : (
        <button onClick={() => setSure(true)}>Delete</button>
      )}
    </div>
  );
}
