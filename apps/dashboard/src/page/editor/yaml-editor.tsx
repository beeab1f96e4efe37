import { useEffect, useRef, useState } from 'preact/hooks';
import type { Editor } from './code-editor';

interface YamlEditorProps {
  /** What it holds until it is edited; changes of it replace what is there. */
  text: string;
  label: string;
  onEdit(text: string): void;
  onSave(): void;
}

/** An editor that is loaded when it is first shown. */
export function YamlEditor({ text, label, onEdit, onSave }: YamlEditorProps) {
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
  useEffect(() => editor?.show(text), [editor, text]);
  return <div class="editor" ref={place} />;
}
