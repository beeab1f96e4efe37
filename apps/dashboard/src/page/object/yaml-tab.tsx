import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, Conflict } from '../../protocol/answers';
import { YamlEditor } from '../editor/yaml-editor';
import type { Failure } from '../link/link';
import { useLink } from '../link/link-context';
import type { Live } from '../link/live';

/** An object’s YAML: as it is now, until somebody edits it. */
export function YamlTab({ live }: { live: Live }) {
  const link = useLink();
  const now = live.object?.yaml;
  const [original, setOriginal] = useState<string>();
  const [edited, setEdited] = useState('');
  const [edition, setEdition] = useState(0);
  const [conflicts, setConflicts] = useState<Conflict[]>([]);
  const [said, say] = useState('');
  const isEditing = original !== undefined;
  const shown = isEditing ? original : (now ?? '');
  // What was shown when the first key was pressed is what the edit began with.
  const begin = useRef(shown);
  begin.current = shown;
  useEffect(() => setConflicts([]), [edited]);
  if (now === undefined) return null;

  function onEdit(text: string): void {
    if (original === undefined) setOriginal(begin.current);
    setEdited(text);
    say('');
  }
  function leave(): void {
    setOriginal(undefined);
    setConflicts([]);
    setEdition((before) => before + 1);
  }
  async function apply(force: boolean): Promise<void> {
    try {
      take(await link.once('apply', { edited, original: original ?? '', force }));
    } catch (failure) {
      say((failure as Failure).message);
    }
  }
  function take(answer: Answer | undefined): void {
    if (answer?.type === 'conflicts') return setConflicts(answer.conflicts);
    if (answer?.type !== 'applied') return;
    say(
      answer.kept.length === 0
        ? 'Applied.'
        : `Applied, but ${answer.kept.join(', ')} stayed: others have set it, and apply takes away only what was applied from here.`,
    );
    leave();
  }

  const isChanged = isEditing && edited !== original;
  return (
    <div class="yaml">
      <div class="tools">
        <button class="main" disabled={!isChanged} onClick={() => void apply(false)} title="Ctrl-S">
          Apply
        </button>
        <button disabled={!isEditing} onClick={leave}>
          Discard
        </button>
        {isEditing && now !== original && <span class="muted">It has changed meanwhile; what you did not touch stays as it is now.</span>}
        <span role="status">{said}</span>
      </div>
      {conflicts.length > 0 && (
        <div class="conflicts" role="alert">
          <strong>Others have set what you changed.</strong>
          <ul>
            {conflicts.map(({ field, message }) => (
              <li key={field + message}>
                <code>{field}</code> {message}
              </li>
            ))}
          </ul>
          <button class="danger" onClick={() => void apply(true)}>
            Take over these fields
          </button>
        </div>
      )}
      <YamlEditor
        text={shown}
        edition={edition}
        label="YAML of the object"
        onEdit={onEdit}
        onSave={() => isChanged && void apply(false)}
      />
    </div>
  );
}
