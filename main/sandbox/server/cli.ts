/** `npm run sandbox -- [options]`: see `--help`, or cli-options.ts. */
import { BadUsage, readOptions, USAGE } from './cli-options.ts';
import { startSandboxServer } from './server.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const server = await startSandboxServer(options.server);
  const { url, realmId, clientId, clientSecret, accessToken, refreshToken, verifierToken } = server;
  if (options.json) {
    const line = { ready: true, url, realmId, clientId, clientSecret, accessToken, refreshToken, verifierToken };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  } else {
    process.stdout.write(
      `${server.company.name()} is open at ${url}\n\n  realm id       ${realmId}\n  client id      ${clientId}\n  client secret  ${clientSecret}\n  access token   ${accessToken}\n  refresh token  ${refreshToken}\n  verifier token ${verifierToken}\n\nEverything stays on this computer. Press Ctrl-C to close.\n`,
    );
  }
  const leave = () => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const told = inUse ? 'That port is in use. Choose another with --port, or leave --port out.' : text;
  process.stderr.write(`${told}\n${error instanceof BadUsage ? `\n${USAGE}` : ''}`);
  process.exitCode = 1;
});
