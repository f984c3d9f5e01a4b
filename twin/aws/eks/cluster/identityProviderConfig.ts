import { randomUUID } from "node:crypto";
import { z } from "zod";
import { arnOf } from "../../identifiers";
import type { Created, ResourceType } from "../../resourceType";
import { activeCluster, EksOperation, IDENTITY_PROVIDER_CONFIG, ofCluster } from "../context";
import { oidcIssuerHost } from "./stored";

const configInputs = z.looseObject({
  clusterName: z.string(),
  oidc: z.looseObject({ identityProviderConfigName: z.string(), issuerUrl: z.string(), clientId: z.string() }),
});

/** An OIDC provider for people. The twin checks the rules; its API server does not ask the provider. */
export function identityProviderConfigType(): ResourceType {
  return {
    type: IDENTITY_PROVIDER_CONFIG,

    create(call, inputs): Created {
      const { clusterName, oidc } = configInputs.parse(inputs);
      const id = `${clusterName}:${oidc.identityProviderConfigName}`;
      const operation = new EksOperation("AssociateIdentityProviderConfig", `EKS Identity Provider Config (${id})`);
      const cluster = activeCluster(call, clusterName, operation);
      if (ofCluster(call, IDENTITY_PROVIDER_CONFIG, clusterName).length > 0) {
        throw operation.refuse("InvalidRequestException", "A cluster can have one OIDC identity provider config");
      }
      const host = oidc.issuerUrl.replace(/^https:\/\//, "").replace(/\/$/, "");
      if (!oidc.issuerUrl.startsWith("https://") || host === oidcIssuerHost(cluster)) {
        throw operation.invalid(
          `issuerUrl must begin with https:// and not be the cluster's own issuer: ${oidc.issuerUrl}`,
        );
      }
      const arn = arnOf(
        call,
        "eks",
        `identityproviderconfig/${clusterName}/oidc/${oidc.identityProviderConfigName}/${randomUUID()}`,
      );
      return { id, outputs: { arn, status: "ACTIVE" } };
    },
  };
}
