/** Stands between a client and a server on this computer, and loses answers of writes that were carried out. */
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LossyProxy = {
  /** "http://127.0.0.1:PORT/" */
  url: string;
  /** Writes whose answer was lost so far. */
  lost(): number;
  /** How many writes came through. */
  writes(): number;
  /** Loses the answer of every nth write from now on; null loses none. */
  loseEvery(nth: number | null): void;
  close(): Promise<void>;
};

/** @param target root of the server; it is named to it as its own address */
export async function startLossyProxy(target: string): Promise<LossyProxy> {
  let every: number | null = null;
  let [lost, writes] = [0, 0];
  const server = createServer((request, response) => {
    const to = new URL(request.url ?? '/', target);
    const headers = { ...request.headers, host: to.host };
    const isWrite = request.method !== 'GET';
    const drop = isWrite && every !== null && ++writes % every === 0;
    if (isWrite && every === null) writes++;
    const onward = forward(to, { method: request.method ?? 'GET', headers }, (answer) => {
      if (drop) {
        // The server has done it and said so; nobody hears it.
        answer.resume();
        answer.on('end', () => {
          lost++;
          request.socket.destroy();
        });
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => request.socket.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    lost: () => lost,
    writes: () => writes,
    loseEvery: (nth) => {
      every = nth;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
