import { get } from 'node:http';

/** Whether a URL answers 200. Never rejects. */
export type HttpProbe = (url: string, signal: AbortSignal) => Promise<boolean>;

const TIMEOUT_MS = 1000;

export const probeHttp: HttpProbe = (url, signal) =>
  new Promise((resolve) => {
    // Each probe opens its own connection: a kept one would say nothing about new clients.
    const request = get(url, { agent: false, signal }, (response) => {
      response.on('error', () => undefined).resume();
      resolve(response.statusCode === 200);
    });
    const timer = setTimeout(() => request.destroy(), TIMEOUT_MS);
    request.on('error', () => resolve(false));
    request.on('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
