/** Tools of the administrator live where an unprivileged PATH does not look. */
const MORE_PATHS = '/usr/local/sbin:/usr/sbin:/sbin';

/** Nothing of this process's environment, which holds secrets. Words of the tools in English: some are looked for. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { PATH: `${process.env.PATH ?? ''}:${MORE_PATHS}`, LC_ALL: 'C', NODE_ENV: process.env.NODE_ENV };
}
