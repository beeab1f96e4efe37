import { connect } from 'node:net';
import { dialError } from '@kubets/net';
import { resolvePort, type ProbeAnswer, type Prober } from '../prober';

/** Healthy when the port takes a connection. */
export const tcpProber: Prober = {
  handles: (handler) => handler.tcpSocket !== undefined,
  async probe({ tcpSocket = {} }, { container, podIp }, timeoutMs): Promise<ProbeAnswer> {
    const host = tcpSocket.host || podIp;
    let port: number;
    try {
      port = resolvePort(tcpSocket.port, container);
    } catch (error) {
      return { result: 'unknown', output: (error as Error).message };
    }
    return new Promise((resolve) => {
      const finish = (answer: ProbeAnswer) => {
        socket.destroy();
        resolve(answer);
      };
      const socket = connect({ host, port, timeout: timeoutMs });
      socket.once('connect', () => finish({ result: 'success', output: '' }));
      socket.once('timeout', () => finish({ result: 'failure', output: `dial tcp ${host}:${port}: i/o timeout` }));
      socket.once('error', (error) => finish({ result: 'failure', output: dialError(`${host}:${port}`, error) }));
    });
  },
};
