import * as pulumi from "@pulumi/pulumi";
import { expose, type Exposed, type ServedBy } from "../../components/exposure/component";
import type { SettingsOf } from "../../components/spec/feature";
import { DeploymentWorkload } from "../../components/workload/deployment";
import type { echo } from "./spec";

export type EchoArgs = SettingsOf<typeof echo> & ServedBy;

/** A web server that answers with the request that reached it: method, path and some of its headers. Its image is nginx-unprivileged. */
export class Echo extends pulumi.ComponentResource {
  /** Forwards the app to http://localhost:8081. */
  readonly command: pulumi.Output<string>;
  /** What makes it reachable from outside the cluster, where its settings ask for it. */
  readonly exposed: Exposed | undefined;

  constructor(name: string, args: EchoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:apps:Echo", name, {}, opts);
    const workload = new DeploymentWorkload(
      name,
      {
        namespace: name,
        image: args.image,
        replicas: args.replicas,
        containerPort: 8080,
        healthPath: "/",
        requests: args.requests,
        environment: { NGINX_ENTRYPOINT_QUIET_LOGS: "1" },
        files: { directory: "/etc/nginx/conf.d", contents: { "default.conf": serverConfig(args.headers) } },
        scratchDirectories: ["/tmp"],
      },
      { parent: this },
    );
    this.command = pulumi.interpolate`kubectl --namespace ${workload.namespace} port-forward service/${workload.serviceName} 8081:80`;
    this.exposed = expose(
      name,
      args,
      { namespace: workload.namespace, serviceName: workload.serviceName, servicePort: 80 },
      { parent: this },
    );
    this.registerOutputs({ command: this.command });
  }
}

/** nginx has a variable for each header: https://nginx.org/en/docs/http/ngx_http_core_module.html#var_http_ */
const serverConfig = (headers: readonly string[]): string => {
  const lines = headers.map((header) => `${header}: $http_${header.toLowerCase().replaceAll("-", "_")}\\n`);
  return [
    "server {",
    "  listen 8080;",
    "  default_type text/plain;",
    `  return 200 "$request\\n${lines.join("")}";`,
    "}",
    "",
  ].join("\n");
};
