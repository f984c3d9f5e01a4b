export { installAwsShim } from "./awsShim";
export type { Identities } from "./issueCredential";
export { kwokNodeAnnotation, type ComponentName } from "./components";
export { ControlPlane, type ControlPlaneOptions, type ControlPlaneStatus, type ProcessStatus } from "./controlPlane";
