import { quote } from '@kubets/apimachinery';

/** What aliases stand for may be large, and nobody reads so much of an error. */
const MAX_SHOWN = 1000;

/** A value that was read from YAML as Go's syntax has it: `map[interface {}]interface {}{"a":1}`; the beginning of a long one. */
export function goSyntax(value: unknown): string {
  let text = '';

  function writeAll(entries: Iterable<[string, unknown]>): void {
    let separator = '';
    for (const [key, entry] of entries) {
      if (text.length > MAX_SHOWN) return;
      text += separator + key;
      separator = ', ';
      write(entry);
    }
  }

  function write(one: unknown): void {
    if (typeof one === 'string') text += quote(one.slice(0, MAX_SHOWN));
    else if (one === null) text += 'interface {}(nil)';
    else if (typeof one !== 'object') text += String(one);
    else if (Array.isArray(one)) {
      text += '[]interface {}{';
      writeAll(one.map((item: unknown): [string, unknown] => ['', item]));
      text += '}';
    } else {
      text += 'map[interface {}]interface {}{';
      const keys = Object.keys(one as object).sort();
      writeAll(keys.map((key): [string, unknown] => [`${quote(key)}:`, (one as Record<string, unknown>)[key]]));
      text += '}';
    }
  }

  if (value === null) return '<nil>';
  write(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
