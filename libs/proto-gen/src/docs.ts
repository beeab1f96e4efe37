// The protos' comments at run time, for OpenAPI and `kubectl explain`. Generated from proto/.
import { messageDocs } from './gen/docs';

export interface MessageDocs {
  doc?: string;
  /** By JSON name; a field without a comment has no entry. */
  fields: Record<string, string>;
}

let all: Record<string, MessageDocs> | undefined;

export const docs = {
  /** The comments of a message by its full name, such as 'kubets.core.v1.Pod'; undefined when it has none. */
  message(name: string): MessageDocs | undefined {
    all ??= JSON.parse(messageDocs) as Record<string, MessageDocs>;
    return Object.hasOwn(all, name) ? all[name] : undefined;
  },
};
