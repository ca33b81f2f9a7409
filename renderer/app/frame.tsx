import { Button, Loader } from '@mantine/core';
import { CloudOff, Compass, Lock } from 'lucide-react';
import { Suspense, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useAppState, useMay, useStatus } from '../store/index.ts';
import { EmptyState, formatSpan, useNow } from '../ui/index.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import classes from './frame.module.css';
import { Rail } from './rail.tsx';
import { type Route, routeOf } from './routes.tsx';
import { windowTitle } from './title.ts';
import { TopBar } from './top-bar.tsx';

/** Rail, bar and the screen of the address. */
export function Frame() {
  const [location] = useLocation();
  const status = useStatus();
  const route = routeOf(location);
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    document.title = windowTitle(route?.label ?? null, status);
  }, [route, status]);
  // A new screen begins at its top; moving within one keeps the place.
  useEffect(() => {
    if (route !== null) main.current?.scrollTo(0, 0);
  }, [route]);

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <Rail />
      <TopBar />
      <main id="main" ref={main} className={classes.main} tabIndex={-1}>
        <Working />
        <LostBanner />
        <ErrorBoundary resetKey={route?.path ?? location}>
          <Suspense fallback={<Wait />}>{route === null ? <Nowhere /> : <Guarded route={route} />}</Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

/** A screen, for whom it is of use. */
function Guarded({ route }: { route: Route }) {
  // Asked for every route, so that the hook stands in one place; a route without needs is everybody's.
  const { may, why } = useMay(route.needs ?? 'session.me');
  if (may) return <route.Screen key={route.path} />;
  return (
    <EmptyState
      icon={Lock}
      title={`${route.label} are for Admins`}
      sentence={why}
      action={
        <Button component={Link} href="/">
          Go to Overview
        </Button>
      }
    />
  );
}

/** A hair line under the bar while long work runs. The screens say what it is. */
function Working() {
  const progress = useAppState((state) => state.status?.progress ?? null);
  if (progress === null) return null;
  const share = progress.total ? Math.min(1, progress.done / progress.total) : null;
  return (
    <div
      className={classes.progress}
      role="progressbar"
      aria-label={progress.label}
      aria-valuemin={0}
      aria-valuemax={progress.total ?? undefined}
      aria-valuenow={progress.total === null ? undefined : progress.done}
    >
      <div
        className={`${classes.progressFill} ${share === null ? classes.progressUnknown : ''}`}
        style={share === null ? {} : { transform: `scaleX(${share})` }}
      />
    </div>
  );
}

/** Says that the window and the engine have lost each other, and how old what is shown is. */
function LostBanner() {
  const link = useAppState((state) => state.link);
  const lostSince = useAppState((state) => state.lostSince);
  const now = useNow();
  if (link.state !== 'lost') return null;
  return (
    <div className={classes.banner} role="status">
      <CloudOff size={15} aria-hidden />
      {lostSince === null
        ? 'Plumbline does not answer. Is it running? This window keeps trying.'
        : `Plumbline stopped answering ${formatSpan((now - lostSince) / 1000)} ago. What you see is from then; this window keeps trying.`}
    </div>
  );
}

const Wait = () => (
  <div className={classes.wait}>
    <Loader size="sm" type="dots" aria-label="Loading" />
  </div>
);

const Nowhere = () => (
  <EmptyState
    icon={Compass}
    title="There is nothing at this address"
    sentence="The link may be old, or mistyped."
    action={
      <Button component={Link} href="/">
        Go to Overview
      </Button>
    }
  />
);
