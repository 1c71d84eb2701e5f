import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { Page } from '../ui/page.tsx';

export function NotFoundPage() {
  const { notFound } = useTexts(commonTexts);
  return (
    <Page title={notFound.title}>
      <p>{notFound.text}</p>
      <p>
        <a href="/">{notFound.back}</a>
      </p>
    </Page>
  );
}
