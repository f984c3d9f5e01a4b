import { issuerName } from "../addons/cert-manager/spec";
import type { AddonSettings } from "../addons/specs";
import type { Exposure } from "./spec";

/** Whether its certificate comes from the issuer that the add-on makes, which proves hosts by records in public zones. */
export const isProvenInZones = ({ tls }: Exposure, addons: AddonSettings): boolean =>
  addons["cert-manager"]?.issuer !== undefined &&
  tls?.kind === "cert-manager" &&
  tls.issuerKind === "ClusterIssuer" &&
  tls.issuer === issuerName;
