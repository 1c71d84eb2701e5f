import { LocationProvider, Route, Router } from 'preact-iso';
import { BoardPage } from './pages/board.tsx';
import { IndicatorPage } from './pages/indicator.tsx';
import { IndicatorsPage } from './pages/indicators.tsx';
import { LinksPage } from './pages/links.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { SignalPage } from './pages/signal.tsx';
import { SignalsPage } from './pages/signals.tsx';
import { Shell } from './shell/shell.tsx';

/** Which address shows which page. A path below /api is the node's, not the console's. */
export function Pages({ onSignedOut }: { onSignedOut: () => void }) {
  return (
    <LocationProvider scope={/^\/(?!api\/)/}>
      <Shell onSignedOut={onSignedOut}>
        <Router>
          <Route path="/" component={BoardPage} />
          <Route path="/indicators" component={IndicatorsPage} />
          <Route path="/indicators/:code" component={IndicatorPage} />
          <Route path="/signals" component={SignalsPage} />
          <Route path="/signals/:id" component={SignalPage} />
          <Route path="/links" component={LinksPage} />
          <Route default component={NotFoundPage} />
        </Router>
      </Shell>
    </LocationProvider>
  );
}
