import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { type ApiError, SIGNED_OUT } from './api/client.ts';
import { startLive, stopLive } from './api/live.ts';
import { type Account, AccountContext, currentAccount } from './api/session.ts';
import { forgetAnswers } from './api/use-resource.ts';
import { initialLocale, type Locale, LocaleContext, rememberLocale } from './i18n/locale.ts';
import { SignIn } from './pages/sign-in.tsx';
import { Pages } from './pages.tsx';
import { Failure } from './ui/loaded.tsx';

/** The whole console: its language, who is signed in, and the pages. */
export function App() {
  const [locale, setLocale] = useState<Locale>(initialLocale);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const language = useMemo(
    () => ({
      locale,
      setLocale(chosen: Locale) {
        rememberLocale(chosen);
        setLocale(chosen);
      },
    }),
    [locale],
  );
  return (
    <LocaleContext.Provider value={language}>
      <Realm />
    </LocaleContext.Provider>
  );
}

/** `undefined`: not known yet; `null`: nobody is signed in. */
function Realm() {
  const [account, setAccount] = useState<Account | null>();
  const [error, setError] = useState<ApiError>();

  const look = useCallback(() => {
    setError(undefined);
    currentAccount().then(setAccount, (problem: ApiError) => {
      if (problem.status === 401) setAccount(null);
      else setError(problem);
    });
  }, []);
  useEffect(look, [look]);

  useEffect(() => {
    const leave = () => setAccount(null);
    addEventListener(SIGNED_OUT, leave);
    return () => removeEventListener(SIGNED_OUT, leave);
  }, []);

  const signedIn = account !== null && account !== undefined;
  useEffect(() => {
    if (!signedIn) return undefined;
    startLive();
    return () => {
      stopLive();
      forgetAnswers();
    };
  }, [signedIn]);

  if (error !== undefined) return <Failure error={error} retry={look} />;
  if (account === undefined) return null;
  if (account === null) return <SignIn onSignedIn={setAccount} />;
  return (
    <AccountContext.Provider value={account}>
      <Pages onSignedOut={() => setAccount(null)} />
    </AccountContext.Provider>
  );
}
