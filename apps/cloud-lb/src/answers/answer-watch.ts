import { backoff, type Clock } from '@kubets/component';
import type { TcpProbe } from './tcp-probe';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

export interface Question {
  addresses: readonly string[];
  port: number;
  /** Who should answer; somebody else is another question. */
  by: string;
  /** How many connections have to be answered, where each may come to somebody else; 1 by default. */
  times?: number;
}

/** Finds out when new load balancers begin to answer. */
export interface AnswerWatch {
  /** True once all addresses have answered; before that it asks in the background. */
  hasAnswered(key: string, question: Question): boolean;
  forget(key: string): void;
  stop(): void;
}

export interface AnswerWatchOptions {
  probe: TcpProbe;
  clock: Clock;
  onAnswer(key: string): void;
}

export function createAnswerWatch({ probe, clock, onAnswer }: AnswerWatchOptions): AnswerWatch {
  const asked = new Map<string, { id: string; answered: boolean; stop: AbortController }>();
  let isStopped = false;

  /** One after the other: whoever does not answer is noticed at the first. */
  async function answersAll(address: string, { port, times = 1 }: Question, signal: AbortSignal): Promise<boolean> {
    for (let asked = 0; asked < times; asked++) if (!(await probe(address, port, signal))) return false;
    return true;
  }

  async function ask(key: string, question: Question, signal: AbortSignal): Promise<void> {
    const delays = backoff({ initialMs: FIRST_RETRY_MS, maxMs: LONGEST_RETRY_MS, jitter: 0 });
    while (!signal.aborted) {
      const answers = await Promise.all(question.addresses.map((address) => answersAll(address, question, signal)));
      if (signal.aborted) return;
      if (answers.every(Boolean)) {
        asked.get(key)!.answered = true;
        onAnswer(key);
        return;
      }
      await clock.sleep(delays.next(), signal);
    }
  }

  function forget(key: string): void {
    asked.get(key)?.stop.abort();
    asked.delete(key);
  }

  return {
    hasAnswered(key, question) {
      const id = [...question.addresses, question.port, question.by].join(' ');
      const known = asked.get(key);
      if (known?.id === id) return known.answered;
      forget(key);
      if (isStopped) return false;
      const stop = new AbortController();
      asked.set(key, { id, answered: false, stop });
      void ask(key, question, stop.signal);
      return false;
    },
    forget,
    stop() {
      isStopped = true;
      for (const key of [...asked.keys()]) forget(key);
    },
  };
}
