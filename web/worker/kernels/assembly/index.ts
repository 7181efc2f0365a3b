/** What the worker computes on pixels in WebAssembly (AssemblyScript, docs.assemblyscript.org). `kernels.ts` tells how to call it. */
export { convertToI420, setFactors } from './i420';
export { firstTranslucent, unpremultiply } from './unpremultiply';

/** Address from which memory is free. */
export const heapBase: usize = __heap_base;
