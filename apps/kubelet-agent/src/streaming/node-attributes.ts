/** What of a node's API somebody asks for, as authorization names it: a verb on a subresource of the node. */
export interface NodeAttributes {
  verb: string;
  subresource: string;
}

const VERBS: Record<string, string> = { POST: 'create', GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** What is less than the whole: who may do no more than this, may not start commands in pods. */
const FINE_GRAINED: [path: string, subresource: string][] = [
  ['pods', 'pods'],
  ['runningpods', 'pods'],
  ['healthz', 'healthz'],
  ['configz', 'configz'],
];

const SUBRESOURCES: [path: string, subresource: string][] = [
  ['stats', 'stats'],
  ['metrics', 'metrics'],
  ['logs', 'log'],
  ['checkpoint', 'checkpoint'],
];

/** One of these has to be allowed. As in Kubernetes `nodes/proxy` means all that has no name of its own, and includes what is fine-grained. */
export function nodeAttributes(method: string, path: string): NodeAttributes[] {
  const verb = VERBS[method.toUpperCase()] ?? '';
  const [, root = ''] = path.split('/');
  const named = (table: typeof SUBRESOURCES) => table.find(([first]) => first === root)?.[1];
  const fine = named(FINE_GRAINED);
  const names = fine ? [fine, 'proxy'] : [named(SUBRESOURCES) ?? 'proxy'];
  return names.map((subresource) => ({ verb, subresource }));
}
