// Reads faces of photos by face-api.js or Human, for scripts/bench-peers: node peer.js NAME. A line of standard input is the path
// of a photo. Its answer is a line of standard output, {"ms", "faces"}, with the time from file to answer. One thread, WebAssembly with SIMD. It runs in the folder
// that has the peers' node_modules.
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');

const folderOf = (name) => path.join(process.cwd(), 'node_modules', name);

const load = (name) => require(folderOf(name));
const sharp = load('sharp');
const tf = load('@tensorflow/tfjs');
const wasm = load('@tensorflow/tfjs-backend-wasm');

// Both peers take the same decoder, libvips, which is the fastest that npm has.
async function readPhoto(file) {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return tf.tensor3d(data, [info.height, info.width, 3], 'int32');
}

async function faceApi() {
  const faceapi = require(path.join(folderOf('@vladmandic/face-api'), 'dist/face-api.node-wasm.js'));
  const models = path.join(folderOf('@vladmandic/face-api'), 'model');
  const { nets } = faceapi;
  for (const net of [nets.ssdMobilenetv1, nets.faceLandmark68Net, nets.faceExpressionNet, nets.ageGenderNet]) {
    await net.loadFromDisk(models);
  }
  const options = new faceapi.SsdMobilenetv1Options({ minConfidence: 0.5, maxResults: 20 });
  return async (picture) => {
    const faces = await faceapi.detectAllFaces(picture, options).withFaceLandmarks().withFaceExpressions().withAgeAndGender();
    return faces.length;
  };
}

// Human reads its models by fetch, which knows no files in Node.
function fetchFiles() {
  globalThis.fetch = async (url) => {
    const bytes = await fs.promises.readFile(url.replace('file://', ''));
    return new Response(bytes, { headers: { 'content-type': url.endsWith('.json') ? 'application/json' : 'application/octet-stream' } });
  };
}

async function human() {
  fetchFiles();
  // Its package names no entry for WebAssembly, so the file is loaded by its path.
  const { Human } = require(path.join(folderOf('@vladmandic/human'), 'dist/human.node-wasm.js'));
  const off = { enabled: false };
  const reader = new Human({
    backend: 'wasm',
    wasmPath: `${path.join(folderOf('@tensorflow/tfjs-backend-wasm'), 'dist')}/`,
    modelBasePath: `file://${path.join(folderOf('@vladmandic/human'), 'models')}/`,
    cacheSensitivity: 0,
    filter: off, gesture: off, body: off, hand: off, object: off, segmentation: off,
    face: { enabled: true, detector: { maxDetected: 20, rotation: false }, iris: off, antispoof: off, liveness: off,
      mesh: { enabled: true }, emotion: { enabled: true }, description: { enabled: true } },
  });
  await reader.load();
  return async (picture) => (await reader.detect(picture)).face.length;
}

async function main() {
  wasm.setWasmPaths(`${path.join(folderOf('@tensorflow/tfjs-backend-wasm'), 'dist')}/`);
  wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const read = await { 'face-api': faceApi, human }[process.argv[2]]();
  for await (const file of readline.createInterface({ input: process.stdin })) {
    const start = process.hrtime.bigint();
    const picture = await readPhoto(file);
    const faces = await read(picture);
    tf.dispose(picture);
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    process.stdout.write(`${JSON.stringify({ ms, faces })}\n`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
