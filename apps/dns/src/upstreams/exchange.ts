import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { FLAG, HEADER_BYTES, LARGEST_UDP_BYTES, RCODE_MASK, RECORD_TYPE } from '../wire/constants';
import { foldCase } from '../wire/names';
import type { Query } from '../wire/query';
import { createFrameReader, frame } from '../wire/tcp-frames';
import type { Upstream } from './upstream';

/** Sends the question to the upstream and resolves to its answer; rejects on timeout and network errors. */
export type Exchange = (query: Query, upstream: Upstream, timeoutMs: number) => Promise<Buffer>;

/** UDP first, and TCP when the answer does not fit. */
export const exchange: Exchange = async (query, upstream, timeoutMs) => {
  const question = questionTo(query);
  const answer = await overUdp(question, upstream, timeoutMs);
  return answer.readUInt16BE(2) & FLAG.truncated ? overTcp(question, upstream, timeoutMs) : answer;
};

/** Our own id and EDNS; the client's name with its spelling, and its wishes about recursion, checking and signatures. */
function questionTo(query: Query): Buffer {
  const message = Buffer.alloc(query.questionEnd + 11);
  query.packet.copy(message, HEADER_BYTES, HEADER_BYTES, query.questionEnd);
  message.writeUInt16BE(randomInt(65_536), 0);
  message.writeUInt16BE(FLAG.recursionDesired | (query.flags & FLAG.checkingDisabled), 2);
  message.writeUInt16BE(1, 4);
  message.writeUInt16BE(1, 10);
  message.writeUInt16BE(RECORD_TYPE.OPT, query.questionEnd + 1);
  message.writeUInt16BE(LARGEST_UDP_BYTES, query.questionEnd + 3);
  message.writeUInt32BE(query.edns?.dnssecOk ? 0x8000 : 0, query.questionEnd + 5);
  return message;
}

/** Guards against forged and late answers: id, response bit and question have to be those of the question. */
function answersTo(question: Buffer, answer: Buffer): boolean {
  const questionEnd = question.length - 11;
  if (answer.length < questionEnd || answer.readUInt16BE(0) !== question.readUInt16BE(0)) return false;
  if (!(answer.readUInt16BE(2) & FLAG.response) || answer.readUInt16BE(4) !== 1) return false;
  const text = (message: Buffer) => foldCase(message.toString('latin1', HEADER_BYTES, questionEnd));
  return text(question) === text(answer);
}

/** Servers that cannot read a question (or its EDNS) answer with a bare header. */
function refuses(question: Buffer, answer: Buffer): boolean {
  return (
    answer.length === HEADER_BYTES &&
    answer.readUInt16BE(0) === question.readUInt16BE(0) &&
    (answer.readUInt16BE(2) & FLAG.response) !== 0 &&
    (answer.readUInt16BE(2) & RCODE_MASK) !== 0
  );
}

/** A socket per question has a random port, which is half of the guard against forgery. */
function overUdp(question: Buffer, { address, port }: Upstream, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    let isOpen = true;
    const finish = (settle: () => void) => {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(timer);
      socket.close();
      settle();
    };
    const timer = setTimeout(() => finish(() => reject(new Error(`no answer within ${timeoutMs} ms`))), timeoutMs);
    // For as long as the socket lives: an error nobody listens to would end the process.
    socket.on('error', (err) => finish(() => reject(err)));
    socket.on('message', (answer) => {
      if (answersTo(question, answer)) finish(() => resolve(answer));
      else if (refuses(question, answer))
        finish(() => reject(new Error(`refused with code ${answer.readUInt16BE(2) & RCODE_MASK}`)));
    });
    // Connected, so that a port nobody listens on is an error at once and nobody else is heard.
    socket.once('connect', () => {
      if (isOpen) socket.send(question);
    });
    socket.connect(port, address); // a callback would be given the errors, too
  });
}

/** Answers on a connection that are none to its question. */
const MOST_OTHERS = 10;

function overTcp(question: Buffer, { address, port }: Upstream, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const timer = setTimeout(
      () => finish(() => reject(new Error(`no answer over TCP within ${timeoutMs} ms`))),
      timeoutMs,
    );
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const reader = createFrameReader();
    let others = 0;
    socket.on('error', (err) => finish(() => reject(err)));
    socket.once('close', () => finish(() => reject(new Error('connection closed without an answer'))));
    socket.on('data', (chunk) => {
      for (const answer of reader.read(chunk)) {
        if (answersTo(question, answer)) return finish(() => resolve(answer));
        // Nobody else can have sent it: whoever goes on so keeps this server busy.
        if (++others > MOST_OTHERS) return finish(() => reject(new Error('it answers other questions over TCP')));
      }
    });
    socket.once('connect', () => socket.write(frame(question)));
  });
}
