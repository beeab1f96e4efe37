import type { ClientRequest, IncomingMessage } from 'node:http';

/**
 * The answer to a request that has been, or is about to be sent. Rejects with the connection's error, and when it is closed
 * without an answer: also by who answers with another protocol that nobody asked for, of which Node.js tells in no other way.
 */
export function answerOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // For as long as the request lives: an error that nobody listens to would end the process.
    outgoing.on('error', reject);
    outgoing.once('close', () => reject(new Error('the connection was closed without an answer')));
  });
}
