import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Editor } from './code-editor';

interface YamlEditorProps {
  /** What it holds until it is edited; changes of it replace what is there. */
  text: string;
  /** Changes when what was edited is to give way to the text. */
  edition?: number;
  label: string;
  onEdit(text: string): void;
  onSave(): void;
}

/** An editor that is loaded when it is first shown. */
export function YamlEditor({ text, edition, label, onEdit, onSave }: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor>();
  const told = useRef({ onEdit, onSave });
  told.current = { onEdit, onSave };
  useEffect(() => {
    let made: Editor | undefined;
    let isShown = true;
    void import('./code-editor').then(({ createEditor }) => {
      if (!isShown || !place.current) return;
      made = createEditor(place.current, {
        text,
        label,
        onEdit: (edited) => told.current.onEdit(edited),
        onSave: () => told.current.onSave(),
      });
      setEditor(made);
    });
    return () => {
      isShown = false;
      made?.end();
    };
  }, []);
  // In the turn of the rendering: a key that comes later is pressed in what the page holds for shown.
  useLayoutEffect(() => editor?.show(text), [editor, text, edition]);
  return <div class="editor" ref={place} />;
}
