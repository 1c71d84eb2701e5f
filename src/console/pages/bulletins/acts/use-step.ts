import { type Action, useAction } from '../../../api/use-action.ts';

/** A step in a bulletin's life. Whether or not it succeeds, the page shows afterwards how things stand. */
export function useStep(changed: () => void): Action {
  const action = useAction();
  return {
    ...action,
    async run(work) {
      const done = await action.run(work);
      changed();
      return done;
    },
  };
}
