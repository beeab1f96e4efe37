import type { Prober } from '../prober';
import { httpGet, urlOf } from './http-request';

/** 200 to 399 is healthy. */
export const httpProber: Prober = {
  handles: (handler) => handler.httpGet !== undefined,
  async probe({ httpGet: action = {} }, { container, podIp }, timeoutMs) {
    try {
      const { statusCode, body } = await httpGet(urlOf(action, container, podIp), action.httpHeaders, timeoutMs);
      if (statusCode >= 200 && statusCode < 400) return { result: 'success', output: body };
      return { result: 'failure', output: `HTTP probe failed with statuscode: ${statusCode}` };
    } catch (error) {
      return { result: 'failure', output: (error as Error).message };
    }
  },
};
