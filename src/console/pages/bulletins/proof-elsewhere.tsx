import type { Verification } from '../../api/types.ts';
import { useTexts } from '../../i18n/locale.ts';
import { proofTexts } from '../../i18n/proof.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { bulletinPath } from './state.ts';

/** The proof as a file, and the command that checks it where nobody trusts this node. */
export function ProofElsewhere({ id, verification }: { id: string; verification: Verification }) {
  const t = useTexts(proofTexts);
  const file = `${id.slice(id.lastIndexOf('/') + 1)}.tlog-proof`;
  const { fingerprint = 'F', document } = verification;
  const command = `ews verify ${file} --fingerprint ${fingerprint} --document ${document}`;
  return (
    <section class="elsewhere" aria-label={t.elsewhere}>
      <h3>{t.elsewhere}</h3>
      <p class="soft">{t.elsewhereLead}</p>
      <p class="actions">
        <a class="button" href={`/api/v1${bulletinPath(id)}/proof`} download={file}>
          {t.download}
        </a>
        <CopyButton text={command} label={t.copy} done={t.copied} />
      </p>
      <pre>
        <code>{command}</code>
      </pre>
    </section>
  );
}
