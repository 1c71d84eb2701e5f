import type { BulletinDetail } from '../../api/types.ts';
import { EffectsPanel } from '../supply-map/effects-panel.tsx';
import { Acts } from './acts/acts.tsx';
import { DeliveryPanel } from './delivery-panel.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { FactsPanel } from './facts-panel.tsx';
import { Notices } from './notices.tsx';
import { ProofPanel } from './proof-panel.tsx';
import { ReceptionPanel } from './reception-panel.tsx';
import { ReleasePanel } from './release-panel.tsx';
import { bulletinPath, isIssued } from './state.ts';
import { TextPanel } from './text-panel.tsx';
import { useVerification } from './use-verification.ts';

/** All of a bulletin: what it says on the left, what became of it and what can be done on the right. */
export function BulletinBody({ bulletin, changed }: { bulletin: BulletinDetail; changed: () => void }) {
  const issued = isIssued(bulletin);
  const verification = useVerification(issued ? bulletin.content.id : undefined);
  return (
    <>
      <Notices bulletin={bulletin} verification={verification.data} />
      <div class="bulletin-body">
        <div class="bulletin-acts">
          <Acts bulletin={bulletin} changed={changed} />
        </div>
        <div class="stack">
          <TextPanel content={bulletin.content} />
          <EvidencePanel content={bulletin.content} />
          <EffectsPanel path={bulletinPath(bulletin.content.id)} />
          {issued && <ProofPanel id={bulletin.content.id} verification={verification} />}
        </div>
        <div class="stack">
          <FactsPanel bulletin={bulletin} />
          <ReleasePanel bulletin={bulletin} />
          {bulletin.from === 'own' && bulletin.deliveries !== undefined && (
            <DeliveryPanel deliveries={bulletin.deliveries} />
          )}
          {bulletin.from === 'peer' && <ReceptionPanel bulletin={bulletin} />}
        </div>
      </div>
    </>
  );
}
