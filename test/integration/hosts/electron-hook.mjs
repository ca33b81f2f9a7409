/** Loaded before the built desktop app by its test: `electron` becomes the stand-in beside this file. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron-fake.mjs', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
