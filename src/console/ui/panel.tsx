import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A part of a page with a title of its own. */
export function Panel(props: {
  title: ComponentChildren;
  actions?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class={`panel ${props.class ?? ''}`} aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>{props.title}</h2>
        {props.actions !== undefined && <div class="panel-actions">{props.actions}</div>}
      </header>
      {props.children}
    </section>
  );
}
