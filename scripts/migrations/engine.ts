import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type * as Glue from '@prisma/schema-engine-wasm';
import pg from 'pg';

/** The type "char" with quotes, one byte, which catalogues are full of and the adapter does not know. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * Prisma's schema engine as WebAssembly: the native one comes from a download host that an air-gapped machine cannot
 * reach. It reads the one database it is given, and changes nothing. Calls that panic inside never settle: race them
 * with `panicked`.
 */
export async function loadSchemaEngine(
  databaseUrl: string,
  schema: string,
): Promise<{ engine: Glue.SchemaEngine; panicked: Promise<never> }> {
  const panicked = new Promise<never>((_resolve, reject) => {
    const registry = { set_message: (message: string) => reject(new Error(`Prisma's schema engine failed: ${message}`)) };
    // The engine looks here for whom to tell.
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry });
  });
  panicked.catch(() => undefined);
  glue ??= instantiate();
  const { SchemaEngine } = await glue;
  const adapter = bindMigrationAwareSqlAdapterFactory(readingAdapter(databaseUrl));
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter);
  return { engine, panicked };
}

/** Once per process: the generated glue keeps views of the memory of its first instance. */
let glue: Promise<typeof Glue> | undefined;

async function instantiate(): Promise<typeof Glue> {
  const require = createRequire(import.meta.url);
  const loaded = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = new WebAssembly.Module(readFileSync(require.resolve('@prisma/schema-engine-wasm').replace(/\.js$/, '_bg.wasm')));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': loaded });
  loaded.__wbg_set_wasm(exports);
  callExport(exports, '__wbindgen_start');
  return loaded;
}

function callExport(exports: WebAssembly.Exports, name: string): void {
  const start = exports[name];
  if (typeof start === 'function') {
    start();
  }
}

/** The adapter refuses columns of type "char"; it is shown text instead, and the engine then the truth. */
function readingAdapter(databaseUrl: string): SqlMigrationAwareDriverAdapterFactory {
  const charColumns = new WeakMap<unknown[], number[]>();
  const factory = new PrismaPg(createPool(databaseUrl, charColumns), { disposeExternalPool: true });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      const queryRaw = adapter.queryRaw.bind(adapter);
      adapter.queryRaw = async (query) => {
        const result = await queryRaw(query);
        for (const column of charColumns.get(result.rows) ?? []) {
          result.columnTypes[column] = ColumnTypeEnum.Character;
        }
        return result;
      };
      return adapter;
    },
    connectToShadowDb: () => Promise.reject(new Error('The database is migrated already; no shadow database is needed.')),
  };
}

/** Notes which columns of each result are of type "char", by its rows, which the adapter hands on as they are. */
function createPool(databaseUrl: string, charColumns: WeakMap<unknown[], number[]>): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const query = pool.query.bind(pool);
  return Object.assign(pool, {
    query: async (config: pg.QueryArrayConfig) => {
      const result = await query(config);
      charColumns.set(
        result.rows,
        result.fields.flatMap(({ dataTypeID }, column) => (dataTypeID === CHAR_OID ? [column] : [])),
      );
      for (const field of result.fields) {
        field.dataTypeID = field.dataTypeID === CHAR_OID ? TEXT_OID : field.dataTypeID;
      }
      return result;
    },
  });
}
