import type { DeleteRequest, Host, ReadRequest, ReadResult } from "../provider/resourceProvider";
import type { ProviderOptions } from "./options";

/** What a user does when the cluster is gone for good. */
const wayOut =
  'you can remove this resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"';

/** A refresh without a cluster: an error, unless the user has said what to do. */
export function readUnreachable(
  { urn, id, inputs, outputs }: ReadRequest,
  reason: string,
  options: ProviderOptions,
  host: Host,
): ReadResult | undefined {
  host.log("warning", `configured Kubernetes cluster is unreachable: ${reason}`, urn);
  if (options.deleteUnreachable) {
    host.log("info", forgetting, urn);
    return undefined;
  }
  if (options.skipUpdateUnreachable) return { id, inputs, outputs };
  throw new Error(`failed to read resource state due to unreachable cluster. If the cluster was deleted, ${wayOut}`);
}

export function deleteUnreachable({ urn }: DeleteRequest, reason: string, options: ProviderOptions, host: Host): void {
  host.log("warning", `configured Kubernetes cluster is unreachable: ${reason}`, urn);
  if (!options.deleteUnreachable) {
    throw new Error(`configured Kubernetes cluster is unreachable. If the cluster was deleted, ${wayOut}`);
  }
  host.log("info", forgetting, urn);
}

const forgetting =
  "configured Kubernetes cluster is unreachable and the `deleteUnreachable` option is enabled. Deleting the unreachable resource from Pulumi state";
