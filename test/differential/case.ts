/** One request. Texts may hold `$NS` and `$NAME`, which each case has its own of, and `$RV`, `$UID`, `$CONTINUE` and `$LIST` (the revision of a list) of the answers before. */
export interface Asked {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** Objects are sent as JSON, texts and bytes as they are. */
  body?: unknown;
  /** The message that the body is sent as, in Kubernetes' protobuf. */
  protobuf?: string;
  /** Asked again until it is answered with that code, as what was written takes effect a moment later; for half a minute. */
  until?: number;
}

/** Requests that follow on each other, every answer compared. */
export interface Case {
  topic: string;
  name: string;
  /** Sent first, and only compared in whether they succeed. */
  before?: readonly Asked[];
  requests: readonly Asked[];
  /** Wants a namespace that nothing else is in; else the topic's. */
  alone?: boolean;
}

export interface Answer {
  code: number;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

/** One place in which two answers differ. */
export interface Difference {
  /** `code`, `header vary`, `body.spec.ports[0].nodePort`, `text` of what is no value, `layout` where values are alike but not the way they are written. */
  at: string;
  theirs: string;
  ours: string;
}

/** How one request came out. */
export interface Compared {
  topic: string;
  /** The case's name, and which of its requests. */
  name: string;
  request: string;
  differences: Difference[];
}
