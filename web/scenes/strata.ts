/** A landscape of contour lines that folds slowly: one fragment shader, cheap enough for a software rasteriser. */
import { defineScene } from '../recorder/options.ts';
import { contextWebgl2 } from './lib/context.ts';
import { linkProgram } from './lib/shader.ts';

const VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
uniform vec2 size;
uniform float time;
out vec4 colour;

float height(vec2 p) {
  float sum = 0.0;
  float weight = 0.5;
  for (int i = 0; i < 4; i++) {
    p += 0.55 * sin(p.yx * 1.35 + vec2(0.11, -0.13) * time * float(i + 2) + float(i) * 1.9);
    sum += weight * sin(p.x + 0.6 * p.y + 0.21 * time);
    p = mat2(1.21, 0.83, -0.83, 1.21) * p;
    weight *= 0.52;
  }
  return sum;
}

void main() {
  vec2 p = (gl_FragCoord.xy - 0.5 * size) / min(size.x, size.y) * 3.4;
  float h = height(p);
  float level = h * 7.0;
  float band = floor(level);
  float slope = max(fwidth(level), 1e-4);
  float line = 1.0 - smoothstep(0.6, 1.7, abs(fract(level + 0.5) - 0.5) / slope);
  float main = mod(floor(level + 0.5), 4.0) == 0.0 ? 1.0 : 0.45;

  float depth = clamp(band / 12.0 + 0.5, 0.0, 1.0);
  vec3 sea = vec3(0.090, 0.157, 0.176);
  vec3 moss = vec3(0.298, 0.388, 0.345);
  vec3 sand = vec3(0.831, 0.733, 0.588);
  vec3 snow = vec3(0.949, 0.922, 0.867);
  vec3 ground = depth < 0.4 ? mix(sea, moss, depth / 0.4)
    : depth < 0.72 ? mix(moss, sand, (depth - 0.4) / 0.32)
    : mix(sand, snow, (depth - 0.72) / 0.28);
  vec3 ink = depth < 0.5 ? vec3(0.88, 0.87, 0.78) : vec3(0.16, 0.16, 0.13);
  colour = vec4(mix(ground, ink, line * main * 0.6), 1.0);
}`;

export default defineScene({
  setup(canvas, size) {
    const gl = contextWebgl2(canvas, { alpha: false, antialias: false, depth: false });
    const program = linkProgram(gl, VERTEX, FRAGMENT);
    const time = gl.getUniformLocation(program, 'time');
    gl.useProgram(program);
    gl.viewport(0, 0, size.width, size.height);
    gl.uniform2f(gl.getUniformLocation(program, 'size'), size.width, size.height);
    return ({ timeSeconds }) => {
      gl.uniform1f(time, timeSeconds + 40);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    };
  },
});
