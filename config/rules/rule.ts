import type { PlatformConfig } from "../sections";

export type Section = keyof PlatformConfig;

/** Reports a problem at a place in the configuration. The message completes "is <given>; ..." and says what to do. */
export type Refuse = (path: readonly [Section, ...(string | number)[]], message: string) => void;

/** A check that spans fields. It runs when every section it needs is well-formed on its own. */
export interface Rule {
  readonly needs: readonly Section[];
  readonly check: (config: PlatformConfig, refuse: Refuse) => void;
}

/** A rule sees the sections it needs and no others, so that none can read one that may be malformed. */
export const rule = <Needed extends Section>(
  needs: readonly Needed[],
  check: (config: Pick<PlatformConfig, Needed>, refuse: Refuse) => void,
): Rule => ({ needs, check });
