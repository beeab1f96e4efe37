import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isApiPackage, messagesOf } from './image.mjs';
import { jsonModule } from './json-module.mjs';

/** Writes docs.ts: the comments of each API message and of its fields, as one paragraph each. */
export function writeDocs(image, folder) {
  const comments = new Map();
  for (const file of image.file) {
    for (const { path, leadingComments } of file.sourceCodeInfo?.location ?? []) {
      if (leadingComments) comments.set(`${file.name}:${path.join('.')}`, paragraph(leadingComments));
    }
  }
  const docs = {};
  for (const { message, file, name, path } of messagesOf(image)) {
    if (!isApiPackage(file.package) || message.options?.mapEntry) continue;
    const at = `${file.name}:${path.join('.')}`;
    const fields = {};
    for (const [index, field] of (message.field ?? []).entries()) {
      const text = comments.get(`${at}.2.${index}`);
      if (text) fields[field.jsonName] = text;
    }
    const doc = comments.get(at);
    if (doc || Object.keys(fields).length > 0) docs[name] = { doc, fields };
  }
  writeFileSync(join(folder, 'docs.ts'), jsonModule('messageDocs', docs));
}

function paragraph(comment) {
  return comment
    .trim()
    .split(/\n(?:[^\S\n]*\n)+/)
    .map((part) =>
      part
        .split('\n')
        .map((line) => line.trim())
        .join(' '),
    )
    .join('\n\n');
}
