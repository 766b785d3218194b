/** Regions whose addresses are loopback addresses, all of which any Linux user may listen on. */
export const DEMO_REGIONS = [
  {
    id: 'cn-hangzhou',
    name: 'China (Hangzhou)',
    pool: '127.10.0.0/24',
    zones: [
      { id: 'cn-hangzhou-h', name: 'Hangzhou Zone H' },
      { id: 'cn-hangzhou-i', name: 'Hangzhou Zone I' },
    ],
    servers: [
      { name: 'web-1', address: '127.10.1.1', zoneId: 'cn-hangzhou-h' },
      { name: 'web-2', address: '127.10.1.2', zoneId: 'cn-hangzhou-i' },
      { name: 'cache-1', address: '127.10.1.3', zoneId: 'cn-hangzhou-h' },
      { name: 'cache-2', address: '127.10.1.4', zoneId: 'cn-hangzhou-i' },
    ],
  },
  {
    id: 'ap-southeast-1',
    name: 'Singapore',
    pool: '127.20.0.0/24',
    zones: [
      { id: 'ap-southeast-1a', name: 'Singapore Zone A' },
      { id: 'ap-southeast-1b', name: 'Singapore Zone B' },
    ],
    servers: [
      { name: 'app-1', address: '127.20.1.1', zoneId: 'ap-southeast-1a' },
      { name: 'app-2', address: '127.20.1.2', zoneId: 'ap-southeast-1b' },
    ],
  },
  {
    id: 'eu-central-1',
    name: 'Germany (Frankfurt)',
    pool: '127.30.0.0/24',
    zones: [
      { id: 'eu-central-1a', name: 'Frankfurt Zone A' },
      { id: 'eu-central-1b', name: 'Frankfurt Zone B' },
    ],
    servers: [
      { name: 'app-3', address: '127.30.1.1', zoneId: 'eu-central-1a' },
      { name: 'app-4', address: '127.30.1.2', zoneId: 'eu-central-1b' },
    ],
  },
] as const;
