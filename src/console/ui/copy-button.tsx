import { useEffect, useState } from 'preact/hooks';

const SHOWN_MS = 2_000;

/** Puts a text on the clipboard and says so for a moment. */
export function CopyButton(props: { text: string; label: string; done: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => navigator.clipboard?.writeText(props.text).then(() => setCopied(true));
  return (
    <button type="button" onClick={copy}>
      <span role="status">{copied ? props.done : props.label}</span>
    </button>
  );
}
