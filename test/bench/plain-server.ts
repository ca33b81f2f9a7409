/** The plainest Node HTTP server: reads the request, answers the same JSON every time. `node plain-server.ts BYTES`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const size = Number(process.argv[2] ?? 1000);
const body = JSON.stringify({ text: 'x'.repeat(Math.max(0, size - 11)) });

const server = createServer((request, response) => {
  const answer = () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  };
  if (request.method === 'GET') answer();
  else {
    request.on('data', () => undefined);
    request.on('end', answer);
  }
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
