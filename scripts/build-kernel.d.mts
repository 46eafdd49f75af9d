/** The WebAssembly module that assembly/sketch-kernel.ts compiles to. */
export function compileKernel(): Promise<Uint8Array>;
