import * as pulumi from "@pulumi/pulumi";

export interface KubeconfigArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly region: string;
  readonly endpoint: pulumi.Input<string>;
  readonly certificateAuthorityData: pulumi.Input<string>;
  /**
   * Role that whoever uses it assumes for the token.
   * @default none: the token is of the user's own credentials
   */
  readonly roleArn?: string;
}

/** What a kubeconfig of one cluster and one user holds. https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
export interface Kubeconfig {
  readonly apiVersion: "v1";
  readonly kind: "Config";
  readonly clusters: readonly [
    {
      readonly name: string;
      readonly cluster: { readonly server: string; readonly "certificate-authority-data": string };
    },
  ];
  readonly users: readonly [{ readonly name: string; readonly user: { readonly exec: ExecConfig } }];
  readonly contexts: readonly [
    { readonly name: string; readonly context: { readonly cluster: string; readonly user: string } },
  ];
  readonly "current-context": string;
}

interface ExecConfig {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly interactiveMode: "Never";
}

/**
 * A kubeconfig that asks AWS for a token with the credentials of whoever uses it. The one of `eks.Cluster` is not taken: it
 * carries `AWS_PROFILE` of the machine it was made on, so that a laptop and CI would overwrite each other's.
 */
export function kubeconfigOf({ region, roleArn, ...args }: KubeconfigArgs): pulumi.Output<Kubeconfig> {
  const kubeconfig = pulumi
    .all([args.clusterName, args.endpoint, args.certificateAuthorityData])
    .apply(([clusterName, server, authority]): Kubeconfig => {
      const token = ["--region", region, "eks", "get-token", "--cluster-name", clusterName, "--output", "json"];
      const exec: ExecConfig = {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "aws",
        args: roleArn === undefined ? token : [...token, "--role-arn", roleArn],
        interactiveMode: "Never",
      };
      return {
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: clusterName, cluster: { server, "certificate-authority-data": authority } }],
        users: [{ name: clusterName, user: { exec } }],
        contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
        "current-context": clusterName,
      };
    });
  return pulumi.secret(kubeconfig);
}
