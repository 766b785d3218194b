/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of everything; a build on a user's machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'x-content-type-options', value: 'nosniff' },
        // Nothing to other sites; with `no-referrer` browsers may also hide the Origin that writes need.
        { key: 'referrer-policy', value: 'same-origin' },
        { key: 'content-security-policy', value: "frame-ancestors 'none'" },
        { key: 'x-frame-options', value: 'DENY' },
      ],
    },
  ],
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg'],
};

export default nextConfig;
