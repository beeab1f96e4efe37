import { useState } from 'preact/hooks';
import type { Conflict } from '../../protocol/answers';
import { YamlEditor } from '../editor/yaml-editor';
import type { Failure } from '../link/link';
import { useLink } from '../link/link-context';
import { useRoute } from '../route-context';

const EXAMPLE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx
          ports: [{ containerPort: 80 }]
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
`;

/** Makes objects of YAML, any number of them. */
export function NewView() {
  const link = useLink();
  const { scope } = useRoute();
  const [edited, setEdited] = useState(EXAMPLE);
  const [said, say] = useState('');
  const [conflicts, setConflicts] = useState<Conflict[]>([]);
  const apply = (force: boolean) =>
    link.once('apply', { edited, force, namespace: scope || 'default' }).then(
      (answer) => {
        setConflicts(answer?.type === 'conflicts' ? answer.conflicts : []);
        say(
          answer?.type === 'applied'
            ? `Applied: ${answer.objects.map(({ kind, name }) => `${kind} ${name}`).join(', ')}.`
            : 'Others have set fields of it to something else.',
        );
      },
      (failure: Failure) => say(failure.message),
    );
  return (
    <section class="object-view">
      <div class="tools">
        <h1>Create from YAML</h1>
        <span class="muted">into namespace {scope || 'default'}, unless the YAML names another</span>
      </div>
      <div class="yaml">
        <div class="tools">
          <button class="main" title="Ctrl-S" onClick={() => void apply(false)}>
            Apply
          </button>
          {conflicts.length > 0 && (
            <button class="danger" onClick={() => void apply(true)}>
              Take over {conflicts.map(({ field }) => field).join(', ')}
            </button>
          )}
          <span role="status">{said}</span>
        </div>
        <YamlEditor text={EXAMPLE} label="YAML of new objects" onEdit={setEdited} onSave={() => void apply(false)} />
      </div>
    </section>
  );
}
