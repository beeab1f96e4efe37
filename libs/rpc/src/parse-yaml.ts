import { loadAll } from 'js-yaml';

/** Values that a kubeconfig has, nested, and aliases for, none of which Kubernetes' tools write. */
const BOUNDS = { maxDepth: 20, maxAliases: 100 };

/** The value of a text's first document, undefined of an empty one, in time that is linear in its length. A file of its own, to be loaded when it is wanted. */
export const parseYaml = (text: string): unknown => loadAll(text, BOUNDS)[0];
