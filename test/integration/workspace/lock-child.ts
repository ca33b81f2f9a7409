// Run by lock.test.ts: takes the lock of a folder, says how it went, and holds it until killed.
import { lockDirectory } from '../../../main/adapters/lock.ts';
import { Failure } from '../../../shared/errors.ts';

try {
  lockDirectory(process.argv[2] ?? '');
  console.log('held');
  setInterval(() => {}, 60_000);
} catch (error) {
  console.log(error instanceof Failure ? error.error.code : String(error));
}
