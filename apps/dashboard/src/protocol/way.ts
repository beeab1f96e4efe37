/** A station on the way of a packet to a Service. */
export interface WayStep {
  /** `name`, `answer`, `service`, …: the hops of `kubets why`. */
  hop: string;
  /** `beyond`: behind what is broken. */
  state: 'well' | 'broken' | 'beyond';
  /** What is known there. */
  lines: string[];
}

export interface Way {
  steps: WayStep[];
  /** The first thing that is broken. */
  finding?: { problem: string; object: string; field?: string; fix: string };
  /** What the visitor may not read: the way was looked at without it. */
  unread: string[];
}

/** A ReplicaSet of a Deployment. */
export interface Revision {
  name: string;
  revision: number;
  images: string[];
  wanted: number;
  ready: number;
  /** RFC 3339. */
  created: string;
  changeCause: string;
}
