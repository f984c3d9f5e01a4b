import * as aws from "@pulumi/aws";
import { imageFamily } from "../../capacity/images";
import { saysNotFound } from "../../components/account/notFound";
import { imageParameter, recommendedReleaseParameter } from "../../components/dataPlane/nodes/image";
import { isNodeGroup } from "../../components/dataPlane/spec";
import { type Check, ok, type Preflight, unknown, wrong } from "../check";

/**
 * Whether AWS has published the pinned releases of nodes' images in the region. The parameters of fixed AL2023 releases are not documented: where not even that
 * of the recommended release is there, they say nothing about the pinned one.
 */
export const images: Check = ({ config: { dataPlane, versions }, opts }) => {
  const groups = dataPlane.filter(isNodeGroup);
  return [...new Set(groups.map(({ amiType }) => amiType))].flatMap((amiType) => {
    const family = imageFamily(amiType);
    const minor = versions.nodes?.kubernetes;
    const release = versions.nodes?.[family];
    if (minor === undefined || release === undefined) return [];
    const isSelfManaged = groups.some((group) => group.kind === "self-managed" && group.amiType === amiType);
    const change = `change versions.nodes.${family}`;
    return {
      subject: `image ${amiType}`,
      async answer() {
        const recommended = await parameter(recommendedReleaseParameter(amiType, minor), opts);
        if (recommended === undefined)
          return wrong(
            `AWS publishes no such image for Kubernetes ${minor}`,
            "change versions.nodes.kubernetes, or amiType",
          );
        const isPublished = await parameter(imageParameter(amiType, minor, release), opts);
        const today = `AWS recommends ${release === recommended ? "it" : recommended}`;
        if (isPublished !== undefined) return ok(`${release} is published; ${today}`);
        const notFound = `there is no parameter ${imageParameter(amiType, minor, release)}`;
        if (isSelfManaged) return wrong(`${notFound}, which self-managed groups start from; ${today}`, change);
        if (release === recommended) return ok(`${release} is what AWS recommends; ${notFound}`);
        const areKept = (await parameter(imageParameter(amiType, minor, recommended), opts)) !== undefined;
        if (areKept) return wrong(`${release} is not published; ${today}`, change);
        return unknown(`${notFound}, and none of the release that AWS recommends, ${recommended}`);
      },
    };
  });
};

async function parameter(name: string, opts: Preflight["opts"]): Promise<string | undefined> {
  try {
    return (await aws.ssm.getParameter({ name }, opts)).insecureValue;
  } catch (error) {
    if (saysNotFound(error)) return undefined;
    throw error;
  }
}
