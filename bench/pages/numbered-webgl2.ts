/** The bench's scene in WebGL 2, each frame with its number in it. */
import { defineScene, type Size } from '../../web/recorder/options.ts';
import { contextWebgl2 } from '../../web/scenes/lib/context.ts';
import { NUMBER_BITS, NUMBER_ROWS, numberCell, numberIsWhite } from '../numbers.ts';
import { gradientAt, makeParticles, type Particle, placeOf, rgba } from './lib/particles.ts';

const GRADIENT_VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(corner * 4.0 - 1.0, 0.0, 1.0);
}`;
const GRADIENT_FRAGMENT = `#version 300 es
precision highp float;
uniform vec2 size;
uniform float slant;
uniform vec4 colours[2];
out vec4 colour;
void main() {
  vec2 from = vec2(slant * size.x, size.y);
  vec2 along = vec2(size.x - slant * size.x, 0.0) - from;
  colour = mix(colours[0], colours[1], clamp(dot(gl_FragCoord.xy - from, along) / dot(along, along), 0.0, 1.0));
}`;
const PARTICLE_VERTEX = `#version 300 es
layout(location = 0) in vec3 disc;
layout(location = 1) in vec4 tint;
uniform vec2 size;
out vec2 fromCentre;
flat out float radius;
flat out vec4 fill;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  fromCentre = corner * (disc.z + 1.0);
  radius = disc.z;
  fill = tint;
  gl_Position = vec4((disc.xy + fromCentre) / size * 2.0 - 1.0, 0.0, 1.0);
}`;
const PARTICLE_FRAGMENT = `#version 300 es
precision highp float;
in vec2 fromCentre;
flat in float radius;
flat in vec4 fill;
out vec4 colour;
void main() {
  colour = vec4(fill.rgb, fill.a * clamp(radius + 0.5 - length(fromCentre), 0.0, 1.0));
}`;
const DISC_FLOATS = 3;
const TINT_FLOATS = 4;

export default defineScene({
  setup(canvas, size) {
    const gl = contextWebgl2(canvas, { alpha: false, antialias: false, depth: false });
    const drawGradient = gradientOf(gl, size);
    const drawParticles = particlesOf(gl, size, makeParticles());
    return ({ index, timeSeconds }) => {
      drawGradient(timeSeconds);
      drawParticles(timeSeconds);
      drawNumber(gl, size, index);
    };
  },
});

function gradientOf(gl: WebGL2RenderingContext, { width, height }: Size): (timeSeconds: number) => void {
  const program = linked(gl, GRADIENT_VERTEX, GRADIENT_FRAGMENT);
  const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  const places = { size: place('size'), slant: place('slant'), colours: place('colours') };
  return (timeSeconds) => {
    const { slant, colours } = gradientAt(timeSeconds);
    gl.useProgram(program);
    gl.disable(gl.BLEND);
    gl.uniform2f(places.size, width, height);
    gl.uniform1f(places.slant, slant);
    gl.uniform4fv(places.colours, colours.flatMap(rgba));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  };
}

function particlesOf(
  gl: WebGL2RenderingContext,
  { width, height }: Size,
  particles: readonly Particle[],
): (timeSeconds: number) => void {
  const program = linked(gl, PARTICLE_VERTEX, PARTICLE_FRAGMENT);
  const size = gl.getUniformLocation(program, 'size');
  const discs = new Float32Array(particles.length * DISC_FLOATS);
  const attribute = (location: number, floats: number, data: Float32Array<ArrayBuffer>): WebGLBuffer => {
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, floats, gl.FLOAT, false, 0, 0);
    gl.vertexAttribDivisor(location, 1);
    return buffer;
  };
  attribute(1, TINT_FLOATS, new Float32Array(particles.flatMap(({ colour }) => rgba(colour))));
  const discBuffer = attribute(0, DISC_FLOATS, discs);
  gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  return (timeSeconds) => {
    particles.forEach((particle, index) => {
      const { x, y } = placeOf(particle, timeSeconds);
      discs.set([x * width, (1 - y) * height, particle.radius * height], index * DISC_FLOATS);
    });
    gl.useProgram(program);
    gl.enable(gl.BLEND);
    gl.uniform2f(size, width, height);
    gl.bindBuffer(gl.ARRAY_BUFFER, discBuffer);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, discs);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, particles.length);
  };
}

function drawNumber(gl: WebGL2RenderingContext, { width, height }: Size, index: number): void {
  const cell = numberCell(width);
  gl.enable(gl.SCISSOR_TEST);
  for (let row = 0; row < NUMBER_ROWS; row++) {
    for (let bit = 0; bit < NUMBER_BITS; bit++) {
      const level = numberIsWhite(index, row, bit) ? 1 : 0;
      gl.scissor(bit * cell, height - (row + 1) * cell, cell, cell);
      gl.clearColor(level, level, level, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
  }
  gl.disable(gl.SCISSOR_TEST);
}

function linked(gl: WebGL2RenderingContext, ...sources: readonly [vertex: string, fragment: string]): WebGLProgram {
  const program = gl.createProgram();
  [gl.VERTEX_SHADER, gl.FRAGMENT_SHADER].forEach((type, index) => {
    const shader = gl.createShader(type);
    if (!shader) throw new Error('no shader could be made');
    gl.shaderSource(shader, sources[index] ?? '');
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  });
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'not linked');
  return program;
}
