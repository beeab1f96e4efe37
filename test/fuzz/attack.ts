import { caseOf } from './cases';
import type { GrpcCall } from './generate/grpc-call';
import type { HttpRequest } from './generate/http-request';
import { createDnsSender } from './send/dns';
import { createGrpcSender } from './send/grpc';
import { createHttp1Sender } from './send/http1';
import { createHttp2Sender } from './send/http2';
import type { CredentialsOf } from './send/callers';
import type { Outcome } from './send/outcome';
import { sendRaw } from './send/raw-http';
import type { FuzzTarget } from './target/fuzz-target';
import { rangeOf, replayCommand, type FuzzOptions, type Lane } from './options';

/** A case that was answered as none may be. */
export interface Finding {
  lane: Lane;
  index: number;
  what: string;
  /** The request, as much of it as fits a line. */
  request: string;
  replay: string;
}

export interface AttackReport {
  sent: number;
  /** By status or code, `closed` and `silent`. */
  answers: Record<string, number>;
  findings: Finding[];
  /** Which cases were under way at that time, those that had been longest first. */
  underWayAt(from: number, to: number): string[];
  /** Of HTTP requests that are valid throughout: sent and accepted. */
  valid: { sent: number; accepted: number };
}

const LANES: Record<Lane, number> = { http: 6, grpc: 3, dns: 24 };
const SHOWN = 700;
const KEPT_SPANS = 20_000;
const INTERNAL = 13;
const UNKNOWN = 2;
/** Bodies of this size may meet a server that has answered and closed already. */
const LARGE_BODY = 100_000;

/** Sends all cases of one lane, several at a time, and judges each answer. */
export async function attack(
  lane: Lane,
  target: FuzzTarget,
  credentialsOf: CredentialsOf,
  options: FuzzOptions,
): Promise<AttackReport> {
  const { first, end } = rangeOf(options, lane);
  const spans: { index: number; from: number; to: number }[] = [];
  const report: AttackReport = { sent: 0, answers: {}, findings: [], valid: { sent: 0, accepted: 0 }, underWayAt };
  const sender = await createSender(lane, target, credentialsOf, report);
  let next = first;
  const worker = async () => {
    for (let index = next++; index < end; index = next++) {
      const span = { index, from: Date.now(), to: Infinity };
      spans.push(span);
      if (spans.length > KEPT_SPANS) spans.splice(0, KEPT_SPANS / 2);
      const { answer, wrong, request } = await sender.run(index, options.seed);
      span.to = Date.now();
      report.sent++;
      report.answers[answer] = (report.answers[answer] ?? 0) + 1;
      if (wrong)
        report.findings.push({
          lane,
          index,
          what: wrong,
          request: request().slice(0, SHOWN),
          replay: replayCommand(options, lane, index),
        });
    }
  };
  await Promise.all(Array.from({ length: LANES[lane] }, worker));
  sender.close();
  return report;

  function underWayAt(from: number, to: number): string[] {
    return spans
      .filter((span) => span.from <= to && span.to >= from)
      .sort((a, b) => b.to - b.from - (a.to - a.from))
      .map(({ index, ...span }) => `${lane}:${index} (${span.to - span.from} ms)`);
  }
}

interface Judged {
  answer: string;
  wrong?: string;
  request: () => string;
}

interface CaseSender {
  run(index: number, seed: number): Promise<Judged>;
  close(): void;
}

async function createSender(
  lane: Lane,
  target: FuzzTarget,
  credentialsOf: CredentialsOf,
  report: AttackReport,
): Promise<CaseSender> {
  if (lane === 'http') return httpSender(target, credentialsOf, report);
  return lane === 'grpc' ? grpcSender(target, credentialsOf) : dnsSender(target);
}

const nameOf = ({ code, silent }: Outcome) => (silent ? 'silent' : String(code ?? 'closed'));

function httpSender(target: FuzzTarget, credentialsOf: CredentialsOf, { valid }: AttackReport): CaseSender {
  const senders = { http1: createHttp1Sender(target), http2: createHttp2Sender(target) };
  return {
    async run(index, seed) {
      const request = caseOf('http', seed, index);
      const outcome =
        request.over === 'raw'
          ? await sendRaw(target, request.body!)
          : await senders[request.over].send(request, credentialsOf(request.as, index));
      if (request.valid) {
        valid.sent++;
        if (outcome.code === 201 || outcome.code === 409) valid.accepted++;
      }
      return { answer: nameOf(outcome), wrong: wrongHttp(request, outcome), request: () => describeHttp(request) };
    },
    close: () => Object.values(senders).forEach((sender) => sender.close()),
  };
}

function wrongHttp(request: HttpRequest, { code, silent, text }: Outcome): string | undefined {
  if (silent) return 'no answer';
  if (code === 500) return `500: ${text}`;
  if (code === undefined && request.over !== 'raw' && (request.body?.length ?? 0) < LARGE_BODY)
    return 'the connection was closed without an answer';
  return undefined;
}

const describeHttp = ({ as, over, method, path, headers, body }: HttpRequest) =>
  `${as} over ${over}: ${method} ${path} ${JSON.stringify(headers)} ${body ? JSON.stringify(body.toString('latin1')) : ''}`;

function grpcSender(target: FuzzTarget, credentialsOf: CredentialsOf): CaseSender {
  const sender = createGrpcSender(target);
  return {
    async run(index, seed) {
      const call = caseOf('grpc', seed, index);
      const outcome = await sender.send(call, credentialsOf(call.as, index));
      return {
        answer: nameOf(outcome),
        wrong: wrongGrpc(call, outcome),
        request: () => `${call.as}: ${call.path} ${JSON.stringify(call.metadata)} ${call.body.toString('hex')}`,
      };
    },
    close: () => sender.close(),
  };
}

function wrongGrpc({ brokenProtocol }: GrpcCall, { code, silent, closed, text }: Outcome): string | undefined {
  if (silent) return 'no answer';
  if (closed) return brokenProtocol ? undefined : 'the call was closed without a status';
  if (code === UNKNOWN || (code === INTERNAL && !brokenProtocol)) return `status ${code}: ${text}`;
  return undefined;
}

async function dnsSender(target: FuzzTarget): Promise<CaseSender> {
  const sender = await createDnsSender(target);
  return {
    async run(index, seed) {
      const { transport, chunks, mustAnswer } = caseOf('dns', seed, index);
      const answer =
        transport === 'udp' ? await sender.udp(chunks[0]!, mustAnswer) : await sender.tcp(chunks, mustAnswer);
      const wrong = mustAnswer && answer !== 'answered' ? `a query that is ${answer}` : undefined;
      return {
        answer,
        wrong,
        request: () => `${transport}: ${chunks.map((chunk) => chunk.toString('hex')).join(' ')}`,
      };
    },
    close: () => sender.close(),
  };
}
