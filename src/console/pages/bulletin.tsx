import { useRoute } from 'preact-iso';
import type { BulletinDetail } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { bulletinPageTexts } from '../i18n/bulletin-page.ts';
import { bulletinWords } from '../i18n/bulletin-words.ts';
import { commonTexts } from '../i18n/common.ts';
import { useLocale, useTexts } from '../i18n/locale.ts';
import { Loaded } from '../ui/loaded.tsx';
import { chooseText, Localised } from '../ui/localised.tsx';
import { Page } from '../ui/page.tsx';
import { BulletinBody } from './bulletins/body.tsx';
import { HeadLine } from './bulletins/head-line.tsx';
import { bulletinPath } from './bulletins/state.ts';

/** One bulletin, by its id in three parts of the address. */
export function BulletinPage() {
  const { issuer, date, hex } = useRoute().params;
  const id = `${issuer}/${date}/${hex}`;
  return <OneBulletin key={id} id={id} />;
}

function OneBulletin({ id }: { id: string }) {
  const words = useTexts(bulletinWords);
  const common = useTexts(commonTexts);
  const locale = useLocale();
  const bulletin = useResource<BulletinDetail>(bulletinPath(id), ['bulletins', 'peers', 'clock']);
  const content = bulletin.data?.content;
  if (bulletin.error?.code === 'not_found') return <Missing />;
  if (content === undefined) {
    return (
      <Page title={common.nav.bulletins}>
        <Loaded resource={bulletin} rows={10}>
          {() => null}
        </Loaded>
      </Page>
    );
  }
  return (
    <Page
      // The heading takes the focus when the page opens, which it can only once it is there.
      key="loaded"
      title={`${words.types[content.type]}: ${chooseText(content.headline, locale).text}`}
      heading={<Localised text={content.headline} />}
      lead={bulletin.data !== undefined && <HeadLine bulletin={bulletin.data} />}
    >
      <Loaded resource={bulletin}>
        {(detail) => <BulletinBody bulletin={detail} changed={bulletin.reload} />}
      </Loaded>
    </Page>
  );
}

function Missing() {
  const t = useTexts(bulletinPageTexts);
  return (
    <Page title={t.missing}>
      <p>{t.missingText}</p>
      <p>
        <a href="/bulletins">{t.toList}</a>
      </p>
    </Page>
  );
}
