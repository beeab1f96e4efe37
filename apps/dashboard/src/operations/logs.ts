import { StringDecoder } from 'node:string_decoder';
import { objectPath, withQuery } from '../cluster/paths';
import type { Run } from './operation';

/** Of what was logged before. */
const TAIL_LINES = 1000;

export const runLogs: Run<'logs'> = async ({ namespace, pod, container, previous = false }, context) => {
  const path = `${objectPath({ group: '', version: 'v1', resource: 'pods', namespace, name: pod })}/log`;
  const query = { container, previous, follow: !previous, tailLines: TAIL_LINES };
  const response = await context.api.open(withQuery(path, query), { accept: '*/*', signal: context.signal });
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      context.answer({ type: 'text', text: decoder.write(chunk) });
      // While the browser does not read, nor do we: the rest waits at the node.
      await context.room();
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    response.destroy();
  }
};
