/**
 * The part of Node that its sockets stand on, which Node does not promise to keep. Nothing else of this program touches
 * it. `loadHandleBinding` looks whether all of it is there, and what needs it has another way when it is not.
 */

export interface Handle {
  /** Called with `this` being the handle; how much was read stands in the stream state. */
  onread: (this: Handle, buffer: ArrayBuffer | undefined) => void;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: object, chunk: Uint8Array): number;
  shutdown(request: object): number;
  connect(request: object, address: string, port: number): number;
  connect6(request: object, address: string, port: number): number;
  getpeername(out: { address?: string; port?: number }): number;
  setNoDelay(isOn: boolean): number;
  /** Closes with a reset. */
  reset(): number;
  close(): void;
}

export interface ServerHandle {
  onconnection: (status: number, handle: Handle | undefined) => void;
}

export interface Request {
  oncomplete: (this: Request, status: number) => void;
}

export interface HandleBinding {
  newHandle(): Handle;
  newConnectRequest(): Request;
  newWriteRequest(): Request;
  newShutdownRequest(): Request;
  /** Of the read that is being told: bytes, or the system's negative error. */
  bytesRead(): number;
  readOffset(): number;
  wasLastWriteAsync(): boolean;
}

const METHODS = ['readStart', 'readStop', 'writeBuffer', 'shutdown', 'connect', 'connect6', 'getpeername', 'setNoDelay', 'reset', 'close'];
/** `TCPConstants.SOCKET` of Node. */
const KIND_SOCKET = 0;

/** Undefined: this Node keeps it elsewhere. */
export function loadHandleBinding(): HandleBinding | undefined {
  try {
    const tcp = bindingOf('tcp_wrap');
    const stream = bindingOf('stream_wrap');
    const state = stream.streamBaseState;
    const { kReadBytesOrError, kArrayBufferOffset, kLastWriteWasAsync } = stream;
    if (
      !isClass<Handle>(tcp.TCP, METHODS) ||
      !isClass<Request>(tcp.TCPConnectWrap) ||
      !isClass<Request>(stream.WriteWrap) ||
      !isClass<Request>(stream.ShutdownWrap) ||
      !(state instanceof Int32Array) ||
      typeof kReadBytesOrError !== 'number' ||
      typeof kArrayBufferOffset !== 'number' ||
      typeof kLastWriteWasAsync !== 'number'
    ) {
      return undefined;
    }
    const { TCP, TCPConnectWrap } = { TCP: tcp.TCP, TCPConnectWrap: tcp.TCPConnectWrap };
    const { WriteWrap, ShutdownWrap } = { WriteWrap: stream.WriteWrap, ShutdownWrap: stream.ShutdownWrap };
    return {
      newHandle: () => new TCP(KIND_SOCKET),
      newConnectRequest: () => new TCPConnectWrap(),
      newWriteRequest: () => new WriteWrap(),
      newShutdownRequest: () => new ShutdownWrap(),
      bytesRead: () => state[kReadBytesOrError] ?? 0,
      readOffset: () => state[kArrayBufferOffset] ?? 0,
      wasLastWriteAsync: () => state[kLastWriteWasAsync] !== 0,
    };
  } catch {
    // A Node without this part throws; it is asked for, not required.
    return undefined;
  }
}

/** Of a server that listens. */
export function serverHandleOf(server: object): ServerHandle | undefined {
  const handle = '_handle' in server ? server._handle : undefined;
  return isServerHandle(handle) ? handle : undefined;
}

function isServerHandle(handle: unknown): handle is ServerHandle {
  return typeof handle === 'object' && handle !== null && 'onconnection' in handle && typeof handle.onconnection === 'function';
}

function bindingOf(name: string): Record<string, unknown> {
  if (!('binding' in process) || typeof process.binding !== 'function') {
    throw new Error('This Node has no bindings.');
  }
  return process.binding(name);
}

function isClass<T>(value: unknown, methods: readonly string[] = []): value is new (kind?: number) => T {
  return typeof value === 'function' && methods.every((name) => typeof value.prototype[name] === 'function');
}
