import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { AppStore } from '../store/app-store.ts';
import { StoreProvider, useAppState } from '../store/context.tsx';
import { cssVariables, theme } from '../ui/theme.ts';
import { AccessScreen } from './access-screen.tsx';
import { FirstPassword } from './change-password.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Frame } from './frame.tsx';

export function App({ store, nonce }: { store: AppStore; nonce: string }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <StoreProvider store={store}>
        <ErrorBoundary>
          <Doors />
        </ErrorBoundary>
        {/* On the left: the buttons of drawers stand at the bottom right, and a message must not cover them. */}
        <Notifications className="pl-toasts" position="bottom-left" limit={2} containerWidth={380} />
      </StoreProvider>
    </MantineProvider>
  );
}

/** Without a valid token nothing can be shown but the place to give one. */
function Doors() {
  const denied = useAppState((state) => state.link.state === 'denied');
  const mustChange = useAppState((state) => state.me?.mustChange === true);
  if (denied) return <AccessScreen />;
  return mustChange ? <FirstPassword /> : <Frame />;
}
