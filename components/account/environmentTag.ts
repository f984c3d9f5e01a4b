/** The tag that the program gives to everything of an environment. */
export const environmentTag = "eks-platform:environment";
