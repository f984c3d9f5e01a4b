import { createHash } from "node:crypto";
import { dataType, newId } from "../generic";
import { isAbsent } from "../paths";
import { shown, text, texts } from "../read";
import type { ResourceType } from "../resourceType";
import type { Properties } from "../../provider/values";
import { acceptDocument, iamError } from "./errors";
import { INSTANCE_PROFILE, OIDC_PROVIDER, POLICY } from "./types";

const POLICY_QUOTA = { name: "PolicySize", characters: 6144 };

function refusePolicy(operation: string, inputs: Properties): void {
  acceptDocument(operation, `IAM Policy (${shown(inputs.name)})`, inputs, "policy", "identity", POLICY_QUOTA);
}

const policy = dataType(POLICY, {
  create(call, inputs) {
    refusePolicy("CreatePolicy", inputs);
    return { id: newId(POLICY, call, inputs), outputs: { attachmentCount: 0 } };
  },
  update(_call, _current, news) {
    refusePolicy("CreatePolicyVersion", news);
    return {};
  },
});

const oidcProvider: ResourceType = {
  type: OIDC_PROVIDER,
  check: (inputs) =>
    texts(inputs.thumbprintLists)
      .filter((thumbprint) => thumbprint.length !== 40)
      .map((thumbprint) => ({
        property: "thumbprintLists",
        reason: `expected length of thumbprintLists to be in the range (40 - 40), got ${thumbprint}`,
      })),
  create(call, inputs) {
    const host = (text(inputs.url) ?? "").replace(/^https:\/\//, "");
    if (/[?#]/.test(host) || /:\d+/.test(host))
      throw iamError(
        "CreateOpenIDConnectProvider",
        "IAM OIDC Provider",
        "InvalidInput",
        `Invalid Open ID Connect Provider URL: ${shown(inputs.url)}`,
      );
    const arn = `arn:aws:iam::${call.account.id}:oidc-provider/${host}`;
    // Without thumbprints IAM asks the issuer for its certificate.
    const thumbprintLists = isAbsent(inputs.thumbprintLists)
      ? [createHash("sha1").update(host).digest("hex")]
      : texts(inputs.thumbprintLists);
    return { id: arn, outputs: { arn, thumbprintLists, url: host } };
  },
  // AWS keeps the address without its scheme.
  update: (_call, current) => ({ url: current.outputs.url }),
};

export const otherIamTypes: readonly ResourceType[] = [policy, oidcProvider, dataType(INSTANCE_PROFILE)];
