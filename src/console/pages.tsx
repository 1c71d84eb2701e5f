import { LocationProvider, Route, Router } from 'preact-iso';
import { BoardPage } from './pages/board.tsx';
import { BulletinPage } from './pages/bulletin.tsx';
import { BulletinEditorPage } from './pages/bulletin-editor.tsx';
import { BulletinNewPage } from './pages/bulletin-new.tsx';
import { BulletinsPage } from './pages/bulletins.tsx';
import { IndicatorPage } from './pages/indicator.tsx';
import { IndicatorsPage } from './pages/indicators.tsx';
import { LinksPage } from './pages/links.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { ReportPage } from './pages/report.tsx';
import { ReportNewPage } from './pages/report-new.tsx';
import { ReportsPage } from './pages/reports.tsx';
import { SignalPage } from './pages/signal.tsx';
import { SignalsPage } from './pages/signals.tsx';
import { SituationPage } from './pages/situation.tsx';
import { SituationsPage } from './pages/situations.tsx';
import { SourcesPage } from './pages/sources.tsx';
import { SupplyMapPage } from './pages/supply-map.tsx';
import { Shell } from './shell/shell.tsx';
import { Breakage } from './ui/breakage.tsx';

/** Which address shows which page. A path below /api is the node's, not the console's. */
export function Pages({ onSignedOut }: { onSignedOut: () => void }) {
  return (
    <LocationProvider scope={/^\/(?!api\/)/}>
      <Shell onSignedOut={onSignedOut}>
        <Breakage>
          <Router>
            <Route path="/" component={BoardPage} />
            <Route path="/situations" component={SituationsPage} />
            <Route path="/situations/:id" component={SituationPage} />
            <Route path="/indicators" component={IndicatorsPage} />
            <Route path="/indicators/:code" component={IndicatorPage} />
            <Route path="/signals" component={SignalsPage} />
            <Route path="/signals/:id" component={SignalPage} />
            <Route path="/reports" component={ReportsPage} />
            <Route path="/reports/new" component={ReportNewPage} />
            <Route path="/reports/:id" component={ReportPage} />
            <Route path="/bulletins" component={BulletinsPage} />
            <Route path="/bulletins/new" component={BulletinNewPage} />
            <Route path="/bulletins/:issuer/:date/:hex" component={BulletinPage} />
            <Route path="/bulletins/:issuer/:date/:hex/edit" component={BulletinEditorPage} />
            <Route path="/supply-map" component={SupplyMapPage} />
            <Route path="/sources" component={SourcesPage} />
            <Route path="/links" component={LinksPage} />
            <Route default component={NotFoundPage} />
          </Router>
        </Breakage>
      </Shell>
    </LocationProvider>
  );
}
