import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../api/client.ts';
import { type Account, signIn } from '../api/session.ts';
import type { Realm } from '../api/types.ts';
import { useAction } from '../api/use-action.ts';
import { useResource } from '../api/use-resource.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { signInTexts } from '../i18n/sign-in.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { Localised } from '../ui/localised.tsx';

/** The only page for who is not signed in. The address stays, so that a deep link leads on. */
export function SignIn({ onSignedIn }: { onSignedIn: (account: Account) => void }) {
  const t = useTexts(signInTexts);
  const common = useTexts(commonTexts);
  const place = useResource<Realm>('/session/realm').data;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signing = useAction();
  useEffect(() => {
    document.title = `${t.title} · ${common.product}`;
  }, [t.title, common.product]);

  const submit = async (event: Event) => {
    event.preventDefault();
    await signing.run(async () => onSignedIn(await signIn(name, password)));
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <header>
          <span class="brand-country">{place?.country ?? '··'}</span>
          <div>
            <h1>{place === undefined ? common.product : <Localised text={place.name} />}</h1>
            <small translate={false}>{place?.node}</small>
          </div>
        </header>
        <p class="page-lead">{t.lead}</p>
        <label>
          {t.name}
          <input
            name="username"
            autocomplete="username"
            required
            autofocus
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          {t.password}
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {signing.error !== undefined && (
          <p class="failure" role="alert">
            {reason(signing.error, t, common.unreachable)}
          </p>
        )}
        <footer>
          <LanguageSwitch />
          <button type="submit" class="primary" disabled={signing.busy}>
            {t.submit}
          </button>
        </footer>
      </form>
    </main>
  );
}

function reason(error: ApiError, t: { wrong: string; throttled: string }, unreachable: string): string {
  if (error.code === 'unreachable') return unreachable;
  if (error.code === 'rate_limited') return t.throttled;
  return error.code === 'unauthenticated' ? t.wrong : error.message;
}
