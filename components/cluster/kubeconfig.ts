import * as pulumi from "@pulumi/pulumi";

export interface KubeconfigArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly region: string;
  readonly endpoint: pulumi.Input<string>;
  readonly certificateAuthorityData: pulumi.Input<string>;
}

/**
 * A kubeconfig that asks AWS for a token with the credentials of whoever uses it. The one of `eks.Cluster` is not taken: it
 * carries `AWS_PROFILE` of the machine it was made on, so that a laptop and CI would overwrite each other's.
 */
export function kubeconfigOf(args: KubeconfigArgs): pulumi.Output<string> {
  const kubeconfig = pulumi.jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: args.clusterName,
        cluster: { server: args.endpoint, "certificate-authority-data": args.certificateAuthorityData },
      },
    ],
    users: [
      {
        name: args.clusterName,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [
              ...["--region", args.region, "eks", "get-token"],
              ...["--cluster-name", args.clusterName, "--output", "json"],
            ],
            interactiveMode: "Never",
          },
        },
      },
    ],
    contexts: [{ name: args.clusterName, context: { cluster: args.clusterName, user: args.clusterName } }],
    "current-context": args.clusterName,
  });
  return pulumi.secret(kubeconfig);
}
