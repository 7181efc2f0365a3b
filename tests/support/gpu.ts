/** Launch options of a Chromium that composites on a GPU, as it does on most people's machines; here a software one. */
import config from '../../playwright.config.ts';

const launch = config.use?.launchOptions ?? {};

/** The flags that matter are those that put the compositor and WebGPU on the same Vulkan device: canvases cannot pass from one to another. */
const GPU_ARGUMENTS = [
  '--enable-gpu',
  '--ignore-gpu-blocklist',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--use-vulkan=swiftshader',
  '--enable-features=Vulkan',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

export const GPU_LAUNCH = {
  ...launch,
  args: [...(launch.args ?? []).filter((argument) => !argument.startsWith('--enable-features=')), ...GPU_ARGUMENTS],
};
