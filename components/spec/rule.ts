/** Reports a problem at a place in the configuration. The message completes "is <given>; ..." and says what to do. */
export type Refuse<Section extends string = string> = (
  path: readonly [Section, ...(string | number)[]],
  message: string,
) => void;

/** A check that spans fields. It runs when every section it needs is well-formed on its own. */
export interface Rule<Config> {
  readonly needs: readonly (keyof Config & string)[];
  readonly check: (config: Config, refuse: Refuse) => void;
}

/** A rule sees the sections it needs and no others, so that none can read one that may be malformed. */
export const ruleFor =
  <Config>() =>
  <Needed extends keyof Config & string>(
    needs: readonly Needed[],
    check: (config: Pick<Config, Needed>, refuse: Refuse) => void,
  ): Rule<Config> => ({ needs, check });
