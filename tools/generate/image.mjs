/** Every message of the image, nested ones and map entries included, with its full name and its name in TypeScript. */
export function* messagesOf(image) {
  for (const file of image.file) {
    yield* below(file, file.messageType ?? [], file.package, '', [4]);
  }
}

function* below(file, messages, scope, tsScope, path) {
  for (const [index, message] of messages.entries()) {
    const name = `${scope}.${message.name}`;
    const tsName = `${tsScope}${message.name}`;
    const here = [...path, index];
    yield { message, file, name, tsName, path: here };
    yield* below(file, message.nestedType ?? [], name, `${tsName}_`, [...here, 3]);
  }
}

/** The packages whose messages are API objects, with a schema and documentation. */
export const isApiPackage = (name) => name.startsWith('kubets.') && !name.startsWith('kubets.options.');
