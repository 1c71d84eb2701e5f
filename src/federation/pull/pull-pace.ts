/** Between two pulls that brought nothing, and did not wait at the peer. */
export const IDLE_PAUSE_MS = 1_000;

/** While a quota holds pulls up: how often it is looked whether it still does, and how much waits. */
export const HELD_UP_MS = 20_000;
