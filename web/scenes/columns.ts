/** A field of columns that a wave runs through, in three.js. */
import {
  BoxGeometry,
  Color,
  Float32BufferAttribute,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  OrthographicCamera,
  Quaternion,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import { defineScene, type Size } from '../recorder/options.ts';
import { clamp01 } from './lib/easing.ts';
import { seededRandom } from './lib/random.ts';

const SIDE = 22;
const BACKGROUND = '#c9c5bd';
const LOW = new Color('#3a4247');
const MIDDLE = new Color('#e9e4d8');
const HIGH = new Color('#d2412b');

export default defineScene({
  setup(canvas, size) {
    const renderer = new WebGLRenderer({ canvas, antialias: true });
    renderer.setPixelRatio(1);
    renderer.setSize(size.width, size.height, false);
    const scene = new Scene();
    scene.background = new Color(BACKGROUND);
    const columns = new InstancedMesh(litBox(), new MeshBasicMaterial({ vertexColors: true }), SIDE * SIDE);
    columns.frustumCulled = false;
    scene.add(columns);
    const camera = view(size);
    const offsets = Array.from({ length: SIDE * SIDE }, seededRandom(11));
    return ({ timeSeconds }) => {
      for (let i = 0; i < SIDE * SIDE; i++) placeColumn(columns, i, offsets[i] ?? 0, timeSeconds);
      columns.instanceMatrix.needsUpdate = true;
      if (columns.instanceColor) columns.instanceColor.needsUpdate = true;
      renderer.render(scene, camera);
    };
  },
});

const upright = new Quaternion();
const matrix = new Matrix4();
const position = new Vector3();
const scale = new Vector3();
const colour = new Color();

function placeColumn(columns: InstancedMesh, i: number, offset: number, t: number): void {
  // The nearest first: what they hide is not drawn.
  const x = (SIDE - 1) / 2 - (i % SIDE);
  const z = (SIDE - 1) / 2 - Math.floor(i / SIDE);
  const near = Math.hypot(x - 5 * Math.sin(0.41 * t), z - 5 * Math.cos(0.33 * t));
  const swell = Math.sin(0.66 * near - 1.7 * t) * Math.exp(-near / 10);
  const level = 0.5 + 0.5 * swell + 0.06 * (offset - 0.5);
  const height = 1.2 + 6.6 * level ** 1.6;
  matrix.compose(position.set(x, height / 2, z), upright, scale.set(1, height, 1));
  columns.setMatrixAt(i, matrix);
  if (level < 0.55) colour.lerpColors(LOW, MIDDLE, level / 0.55);
  else colour.lerpColors(MIDDLE, HIGH, clamp01((level - 0.62) / 0.3));
  columns.setColorAt(i, colour);
}

/** The three faces of a box that the camera sees, with their light as vertex colours: a software rasteriser keeps up. */
function litBox(): BoxGeometry {
  const box = new BoxGeometry(0.86, 1, 0.86);
  box.setIndex([...(box.index?.array ?? [])].filter((_, corner) => Math.floor(corner / 6) % 2 === 0));
  // Right, left, top, bottom, front, back.
  const light = [0.5, 0.4, 1, 0.1, 0.74, 0.4].flatMap((face) => Array.from({ length: 12 }, () => face));
  box.setAttribute('color', new Float32BufferAttribute(light, 3));
  return box;
}

function view(size: Size): OrthographicCamera {
  const reach = 7.8;
  const aspect = size.width / size.height;
  const [halfWidth, halfHeight] = aspect > 1 ? [reach * aspect, reach] : [reach, reach / aspect];
  const camera = new OrthographicCamera(-halfWidth, halfWidth, halfHeight, -halfHeight, 0.1, 200);
  camera.position.set(30, 34, 30);
  camera.lookAt(0, 2.2, 0);
  return camera;
}
