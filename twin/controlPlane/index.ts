export { installAwsShim } from "./awsShim";
export type { Identities } from "./issueCredential";
export { kwokNodeAnnotation } from "./components";
export { type ComponentName, ControlPlaneFiles } from "./files";
export {
  type PodFailure,
  podFailureNames,
  podFailures,
  readFailingWorkloads,
  writeFailingWorkloads,
} from "./pods/failures";
export { ControlPlane, type ControlPlaneOptions, type ControlPlaneStatus, type ProcessStatus } from "./controlPlane";
