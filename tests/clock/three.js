import { BoxGeometry, Clock, Mesh, MeshNormalMaterial, PerspectiveCamera, Scene, WebGLRenderer } from 'three';

const renderer = new WebGLRenderer();
renderer.setSize(160, 120);
document.body.append(renderer.domElement);
const scene = new Scene();
const camera = new PerspectiveCamera(60, 4 / 3, 1, 500);
camera.position.z = 150;
const box = new Mesh(new BoxGeometry(40, 40, 40), new MeshNormalMaterial());
scene.add(box);
const clock = new Clock();
renderer.setAnimationLoop(() => {
  box.position.x = clock.getElapsedTime() * 100;
  box.rotation.y = box.position.x / 50;
  renderer.render(scene, camera);
});
window.look = () => box.position.x;
