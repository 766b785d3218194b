/** Of every answer; the policies that depend on the answer or the environment are in app/browser-policy.ts. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  // Nothing to other sites; with `no-referrer` browsers may also hide the Origin that writes need.
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Nothing here shows pictures that would need to be made smaller: without this, Next fetches and converts on request.
  images: { unoptimized: true },
  // `npm test` checks the types of everything; a build on a user's machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: '/:path*', headers: Object.entries(HEADERS).map(([key, value]) => ({ key, value })) },
    // What is neither a page nor the API: files of the build.
    {
      source: '/_next/static/:path*',
      headers: [{ key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
  // openid-client: what one route has found of the provider is used by another, which takes one copy of the package.
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg', 'openid-client'],
};

export default nextConfig;
