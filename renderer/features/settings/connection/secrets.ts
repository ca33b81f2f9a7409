/** Where tokens and client secrets are kept, told plainly. */
export function secretsSentence(kind: 'keychain' | 'file' | 'memory'): string {
  if (kind === 'keychain') return 'In this computer’s keychain';
  if (kind === 'file') return 'In an encrypted file, as chosen when Plumbline was started';
  return 'In memory only: you sign in again after each start';
}
