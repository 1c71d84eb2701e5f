import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';

/** A page: its title is the window's too, and takes the focus when somebody comes here. */
export function Page(props: {
  title: string;
  /** What stands at the title instead of the plain words. */
  heading?: ComponentChildren;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const t = useTexts(commonTexts);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} · ${t.product}`;
  }, [props.title, t.product]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {props.heading ?? props.title}
          </h1>
          {props.lead !== undefined && <div class="page-lead">{props.lead}</div>}
        </div>
        {props.actions !== undefined && <div class="page-actions">{props.actions}</div>}
      </header>
      {props.children}
    </div>
  );
}
