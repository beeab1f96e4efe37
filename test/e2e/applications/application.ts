import type { Kubectl } from '../cluster/kubectl';

/** What has been done to an application when it is used. */
export type Step = 'installed' | 'upgraded' | 'scaled' | 'drained';

/** A manifest of `examples/applications`, and what its users do with it. */
export interface Application {
  /** Of the file. */
  name: string;
  /** Where the manifest says so itself; else it is put into a namespace of the test's. */
  namespace?: string;
  /** Installed in every run of the tests, not only when all are asked for. */
  isInShortForm?: true;
  /** What has to be rolled out before it can be used, as kubectl names it. */
  workloads: readonly string[];
  /** What the next version of the manifest says instead. */
  upgrade: readonly (readonly [string, string])[];
  /** Its volumes are on a node, so its pods wait until that is back. */
  staysWithItsNode?: true;
  /** What has to be there before. @throws Error where it can't be had. */
  prepare?(on: Installation): Promise<void>;
  /** What curl asks over and over while it is upgraded, scaled and drained, and is answered each time. */
  unbroken?(on: Installation): Promise<string>;
  scale(on: Installation): Promise<void>;
  use(on: Installation, step: Step): Promise<void>;
  /** What its users take away before it goes. */
  retire?(on: Installation): Promise<void>;
  /** What use has left outside of the namespace. */
  cleanUp?(on: Installation): Promise<void>;
}

/** An application in the tests' cluster. */
export interface Installation {
  namespace: string;
  /** In its namespace. */
  kubectl: Kubectl;
  /** What a URL answers to a node, where a Service's name is none; to the first one, if no other is named. */
  curl(...args: string[]): Promise<string>;
  curlFrom(node: string, ...args: string[]): Promise<string>;
  /** `ADDRESS:PORT` of a Service's first port. */
  addressOf(service: string): Promise<string>;
}

/** Version 1 before, version 2 from the upgrade on. */
export const versionAt = (step: Step): 1 | 2 => (step === 'installed' ? 1 : 2);
