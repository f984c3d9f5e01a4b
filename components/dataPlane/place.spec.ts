import type { Place, PodIdentity } from "../spec/feature";
import { selects } from "../../capacity/fargateSelector";
import { isFargateProfile, type DataPlane } from "./spec";

const places: Readonly<Record<DataPlane[number]["kind"], Place>> = {
  managed: "ec2",
  "self-managed": "ec2",
  fargate: "fargate",
  auto: "auto",
};

export const placeOf = ({ kind }: Pick<DataPlane[number], "kind">): Place => places[kind];

export const placesIn = (dataPlane: DataPlane): Place[] => [...new Set(dataPlane.map(placeOf))];

/** Whether a Fargate profile takes these pods. */
export const isSelected = (dataPlane: DataPlane, { namespace, labels }: PodIdentity): boolean =>
  dataPlane
    .filter(isFargateProfile)
    .some(({ selectors }) => selectors.some((selector) => selects(selector, namespace, labels)));

/** Pods of a feature, and where they could run. */
export interface Placed {
  readonly runsOn: readonly Place[];
  /** As a Fargate profile sees them; a feature that Fargate can't run has none. */
  readonly pods?: PodIdentity;
}

/** Whether Fargate is the only place for the pods. */
export const needsFargate = (dataPlane: DataPlane, { runsOn }: Placed): boolean =>
  placesIn(dataPlane)
    .filter((place) => runsOn.includes(place))
    .join() === "fargate";

/** Whether the pods run on Fargate: a profile takes what it selects, also where there are nodes. */
export const runsOnFargate = (dataPlane: DataPlane, { runsOn, pods }: Placed): boolean =>
  needsFargate(dataPlane, { runsOn }) ||
  (runsOn.includes("fargate") && pods !== undefined && isSelected(dataPlane, pods));
