import { useState } from 'preact/hooks';
import { signOut, useAccount } from '../api/session.ts';
import { useAction } from '../api/use-action.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { ActionError } from '../ui/action-error.tsx';
import { applyTheme, currentTheme, THEMES } from './theme.ts';

/** Who is signed in, what the console looks like, and the way out. */
export function AccountMenu({ onSignedOut }: { onSignedOut: () => void }) {
  const t = useTexts(commonTexts);
  const { name, role } = useAccount();
  const [theme, setTheme] = useState(currentTheme);
  const leaving = useAction();
  const leave = async () => {
    if (await leaving.run(signOut)) onSignedOut();
  };
  return (
    <details class="account">
      <summary>
        <span class="hidden">{t.account}: </span>
        <strong>{name}</strong> <small>{t.roles[role]}</small>
      </summary>
      <div class="account-menu">
        <fieldset class="segmented">
          <legend>{t.theme.label}</legend>
          {THEMES.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="theme"
                checked={theme === each}
                onChange={() => {
                  applyTheme(each);
                  setTheme(each);
                }}
              />
              <span>{t.theme[each]}</span>
            </label>
          ))}
        </fieldset>
        <a href="/api/docs">{t.apiDocs}</a>
        <button type="button" disabled={leaving.busy} onClick={leave}>
          {t.signOut}
        </button>
        <ActionError action={leaving} />
      </div>
    </details>
  );
}
