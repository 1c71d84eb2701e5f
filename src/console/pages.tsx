import { LocationProvider, Route, Router } from 'preact-iso';
import { BoardPage } from './pages/board.tsx';
import { LinksPage } from './pages/links.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { Shell } from './shell/shell.tsx';

/** Which address shows which page. A path below /api is the node's, not the console's. */
export function Pages({ onSignedOut }: { onSignedOut: () => void }) {
  return (
    <LocationProvider scope={/^\/(?!api\/)/}>
      <Shell onSignedOut={onSignedOut}>
        <Router>
          <Route path="/" component={BoardPage} />
          <Route path="/links" component={LinksPage} />
          <Route default component={NotFoundPage} />
        </Router>
      </Shell>
    </LocationProvider>
  );
}
