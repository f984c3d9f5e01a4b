export { installAwsShim } from "./awsShim";
export type { Identities } from "./issueCredential";
export { kwokNodeAnnotation } from "./components";
export type { ComponentName } from "./files";
export { ControlPlane, type ControlPlaneOptions, type ControlPlaneStatus, type ProcessStatus } from "./controlPlane";
