import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';

/** Shows that a page broke where it would else leave nothing, until somebody goes elsewhere. */
export function Breakage({ children }: { children: ComponentChildren }) {
  const t = useTexts(commonTexts);
  const { path } = useLocation();
  const [error, reset] = useErrorBoundary();
  useEffect(reset, [path]);
  if (error === undefined) return children;
  return (
    <div class="failure" role="alert">
      <p>{t.broken}</p>
      <p class="detail" lang="en">
        {String(error)}
      </p>
    </div>
  );
}
