// The camera: a frame is read when the answer to the last one is there, and shown with its own faces.
import { drawBoxes, drawFace, element, faceCard } from './draw.js';
import { timesText } from './times.js';

const longSide = 640; // pixels of the frames that are read
const detectorSide = 320; // one pass of the detector
const slowEvery = 30; // age and gender change slowly: they are read in every thirtieth frame, and where a face is new
const quick = { max_long_side: detectorSide, max_faces: 4, attributes: ['emotion', 'affect'] };
const slow = { ...quick, attributes: [...quick.attributes, 'age', 'gender', 'ethnicity'] };
const find = (id) => document.getElementById(id);

let engine = null;
let stream = null;
let known = []; // faces with what changes slowly

function say(text) {
  find('camera-status').textContent = text;
}

function overlap(a, b) {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  return width * height / (a[2] * a[3] + b[2] * b[3] - width * height);
}

/** Gives each face what was read of it some frames ago. @return whether all faces were known */
function recall(faces) {
  let complete = true;
  for (const face of faces) {
    const before = known.find((one) => overlap(one.box, face.box) > 0.3);
    if (face.age !== undefined && face.age !== null) continue;
    if (!before) complete = false;
    else Object.assign(face, { age: before.age, age_low: before.age_low, age_high: before.age_high, gender: before.gender, ethnicity: before.ethnicity });
  }
  known = faces.filter((face) => face.age !== undefined && face.age !== null);
  return complete;
}

function show(frame, answer) {
  const canvas = find('camera-canvas');
  canvas.width = frame.width;
  canvas.height = frame.height;
  const context = canvas.getContext('2d');
  const mirrored = find('camera-mirror').checked;
  context.setTransform(mirrored ? -1 : 1, 0, 0, 1, mirrored ? frame.width : 0, 0);
  context.drawImage(frame, 0, 0);
  context.setTransform(1, 0, 0, 1, 0, 0);
  // The words are not mirrored: their boxes are moved instead.
  drawBoxes(canvas, answer.faces.map((face) => mirrored
    ? { ...face, box: [frame.width - face.box[0] - face.box[2], ...face.box.slice(1)] } : face));
  find('camera-faces').replaceChildren(...answer.faces.map((face, index) => faceCard(`Face ${index + 1}`, face, drawFace(frame, face.box))));
  find('camera-times').textContent = timesText(answer.stages);
}

async function run(video) {
  const scale = Math.min(1, longSide / Math.max(video.videoWidth, video.videoHeight));
  // Two frames in turns: one is shown while the other one is read.
  const frames = [0, 1].map(() => {
    const frame = document.createElement('canvas');
    frame.width = Math.round(video.videoWidth * scale);
    frame.height = Math.round(video.videoHeight * scale);
    return frame;
  });
  const mine = stream;
  let ends = [];
  let count = 0;
  let complete = false;
  const read = () => {
    const frame = frames[count % 2];
    const context = frame.getContext('2d', { willReadFrequently: true });
    context.drawImage(video, 0, 0, frame.width, frame.height);
    const whole = count++ % slowEvery === 0 || !complete;
    const answer = engine.analyze(context.getImageData(0, 0, frame.width, frame.height), whole ? slow : quick);
    return { frame, answer };
  };
  let next = read();
  while (stream === mine) {
    const { frame } = next;
    const answer = await next.answer;
    if (stream !== mine) break;
    complete = recall(answer.faces);
    next = read();
    // The loop waits for this answer a moment later; a failure until then is not lost.
    next.answer.catch(() => {});
    show(frame, answer);
    const now = performance.now();
    ends = [...ends, now].filter((end) => now - end < 3000);
    const rate = ends.length > 1 ? 1000 * (ends.length - 1) / (now - ends[0]) : 0;
    say(`${answer.faces.length} ${answer.faces.length === 1 ? 'face' : 'faces'}, ${rate.toFixed(1)} frames a second`);
    // Lets the browser draw.
    await new Promise((done) => { setTimeout(done, 0); });
  }
}

export function stopCamera() {
  if (!stream) return;
  for (const track of stream.getTracks()) track.stop();
  stream = null;
  known = [];
  find('camera-start').disabled = false;
  find('camera-stop').disabled = true;
  say('The camera is off.');
}

async function start() {
  if (!navigator.mediaDevices) throw new Error('expected a page from https or from this machine, which browsers give a camera to');
  stopCamera();
  find('camera-start').disabled = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: find('camera-device').value, width: longSide }, audio: false });
  } catch (error) {
    find('camera-start').disabled = false;
    throw new Error(`expected a camera that this page may use, found none: ${error.message}`);
  }
  find('camera-stop').disabled = false;
  const video = element('video', { muted: true, playsInline: true });
  video.srcObject = stream;
  await video.play();
  await run(video);
}

/** @param guard runs work and shows what is wrong with it */
export function startCamera(opened, guard) {
  engine = opened;
  find('camera-start').addEventListener('click', () => guard(start));
  find('camera-stop').addEventListener('click', stopCamera);
}
