import type { BulletinDetail } from '../../api/types.ts';
import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Panel } from '../../ui/panel.tsx';
import { Answers } from './answers.tsx';
import { useNodes } from './use-nodes.ts';

type Delivery = NonNullable<Extract<BulletinDetail, { from: 'own' }>['deliveries']>[number];

const LOOKS: Record<Delivery['state'], string> = {
  waiting: 'chip-wait',
  received: 'chip-force',
  outside: 'chip-quiet',
};

/** How an issued bulletin fares at each peer: by the peer's signed receipt, and by what its people say. */
export function DeliveryPanel({ deliveries }: { deliveries: readonly Delivery[] }) {
  const t = useTexts(bulletinPageTexts);
  const nodes = useNodes();
  return (
    <Panel title={t.delivery}>
      {deliveries.length === 0 ? (
        <p class="empty">{t.noPeers}</p>
      ) : (
        <table class="deliveries">
          <thead>
            <tr>
              <th scope="col">{t.peer}</th>
              <th scope="col">{t.deliveryState}</th>
              <th scope="col">{t.answers}</th>
            </tr>
          </thead>
          <tbody>
            {deliveries.map((delivery) => (
              <tr key={delivery.peer}>
                <th scope="row">{nodes.name(delivery.peer)}</th>
                <td>
                  <DeliveryState delivery={delivery} />
                </td>
                <td>
                  {delivery.acknowledgements.length > 0 ? (
                    <Answers answers={delivery.acknowledgements} />
                  ) : (
                    <span class="soft">{delivery.state === 'outside' ? '–' : t.noAnswer}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function DeliveryState({ delivery: { state, receivedAt } }: { delivery: Delivery }) {
  const t = useTexts(bulletinPageTexts);
  const format = useFormat();
  return (
    <>
      <span class={`chip ${LOOKS[state]}`}>{t.deliveries[state]}</span>
      {state === 'received' && receivedAt !== undefined && (
        <time class="soft line" dateTime={receivedAt}>
          {t.receiptOf(format.dateTime(receivedAt))}
        </time>
      )}
      {state === 'outside' && <small class="line">{t.outsideHint}</small>}
    </>
  );
}
