export { useAppState, useAppStore, useEntities, useEntity, usePlatformLabel, useStatus } from './context.tsx';
export { type UseCommand, useCommand } from './use-command.ts';
export { type May, useMay, useMe } from './use-may.ts';
export { type UseQuery, useQuery } from './use-query.ts';
