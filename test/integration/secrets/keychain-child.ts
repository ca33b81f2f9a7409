// Run by keychain.test.ts inside a session that has (or has not) a keychain; prints one line of JSON.
import { createSecrets } from '../../../main/adapters/secrets/index.ts';
import { Failure } from '../../../shared/errors.ts';

try {
  const secrets = await createSecrets({ kind: 'keychain' });
  const name = `test/${process.pid}`;
  const before = await secrets.get(name);
  await secrets.set(name, 'a token with ✓');
  const after = await secrets.get(name);
  const long = 'é4'.repeat(4_000);
  await secrets.set(name, long);
  const longKept = (await secrets.get(name)) === long;
  await secrets.delete(name);
  const gone = await secrets.get(name);
  console.log(JSON.stringify({ kind: secrets.kind, before, after, longKept, gone }));
} catch (error) {
  console.log(JSON.stringify({ code: error instanceof Failure ? error.error.code : String(error) }));
}
