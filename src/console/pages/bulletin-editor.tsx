import { useRoute } from 'preact-iso';
import type { BulletinDetail, OwnBulletin } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { bulletinEditorTexts } from '../i18n/bulletin-editor.ts';
import { useTexts } from '../i18n/locale.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { EditDraft } from './bulletins/editor/edit-draft.tsx';
import { bulletinPath } from './bulletins/state.ts';

/** Editing what is not issued yet. */
export function BulletinEditorPage() {
  const { issuer, date, hex } = useRoute().params;
  const id = `${issuer}/${date}/${hex}`;
  return <Editor key={id} id={id} />;
}

function Editor({ id }: { id: string }) {
  const t = useTexts(bulletinEditorTexts);
  const bulletin = useResource<BulletinDetail>(bulletinPath(id), ['bulletins']);
  const type = bulletin.data?.content.type ?? 'issue';
  return (
    <Page title={t.editTitle[type]} lead={t.lead}>
      <Loaded resource={bulletin} rows={12}>
        {(latest) =>
          isEditable(latest) ? (
            <EditDraft latest={latest} reload={bulletin.reload} />
          ) : (
            <div class="failure">
              <p>
                <strong>{t.notEditable}</strong>
              </p>
              <p>{t.notEditableText}</p>
              <a class="button" href={`/bulletins/${id}`}>
                {t.toBulletin}
              </a>
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function isEditable(bulletin: BulletinDetail): bulletin is BulletinDetail & OwnBulletin {
  return bulletin.from === 'own' && (bulletin.life.state === 'draft' || bulletin.life.state === 'in-review');
}
