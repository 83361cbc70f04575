// The camera: a frame is sent when the answer to the last one is there, and shown with its own faces.
import { ask, save } from './api.js';
import { Curves, showLegend } from './chart.js';
import { drawBoxes, drawFace, element, faceCard } from './draw.js';
import { clock } from './player.js';
import { Recorder } from './recording.js';

const longSide = 640; // pixels of the frames that are sent
const mostLines = 20000;
const shownSeconds = 60; // of the chart
const find = (id) => document.getElementById(id);

let stream = null;
let session = '';
let lines = [];
let histories = new Map(); // person to samples
let chosen = 0;
let curves = null;
let size = { width: 0, height: 0 }; // of the frames that are sent
let recorder = null; // what is being recorded
let recording = null; // what was recorded, in this page's memory

function say(text) {
  find('camera-status').textContent = text;
}

async function listCameras() {
  const select = find('camera-device');
  const before = select.value;
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === 'videoinput');
  select.replaceChildren(element('option', { value: '' }, 'any'),
    ...devices.map((device, index) => element('option', { value: device.deviceId }, device.label || `camera ${index + 1}`)));
  select.value = devices.some((device) => device.deviceId === before) ? before : '';
}

function remember(answer) {
  for (const face of answer.faces) {
    if (!face.emotion) continue;
    const samples = histories.get(face.track) ?? [];
    samples.push({ time: answer.seconds, values: face.emotion.probabilities });
    while (samples.length > 0 && answer.seconds - samples[0].time > shownSeconds + 1) samples.shift();
    histories.set(face.track, samples);
  }
  for (const [track, samples] of histories) {
    if (samples.length === 0 || answer.seconds - samples[samples.length - 1].time > shownSeconds + 1) histories.delete(track);
  }
  if (lines.length < mostLines) lines.push(JSON.stringify(answer));
}

/** The samples of the chosen person, by how long ago they were. */
function showCurves(now) {
  const samples = (histories.get(chosen) ?? []).map(({ time, values }) => ({ time: time - now, values }));
  curves.show(samples, -shownSeconds, 0);
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
  const faces = answer.faces.map((face) => mirrored
    ? { ...face, box: [frame.width - face.box[0] - face.box[2], ...face.box.slice(1)] } : face);
  drawBoxes(canvas, faces, (index) => `Person ${faces[index].track}`);
  if (!answer.faces.some((face) => face.track === chosen) && answer.faces.length > 0) chosen = answer.faces[0].track;
  find('camera-faces').replaceChildren(...answer.faces.map((face) => {
    const card = faceCard(`Person ${face.track}`, face, drawFace(frame, face.box));
    card.classList.toggle('chosen', face.track === chosen && answer.faces.length > 1);
    if (answer.faces.length > 1) {
      const button = element('button', { type: 'button', 'aria-pressed': String(face.track === chosen) }, 'Show in the chart');
      button.addEventListener('click', () => { chosen = face.track; });
      card.append(button);
    }
    return card;
  }));
  find('chart-who').textContent = chosen > 0 ? `of person ${chosen}` : '';
  showCurves(answer.seconds);
}

async function run(video) {
  const frame = document.createElement('canvas');
  const scale = Math.min(1, longSide / Math.max(video.videoWidth, video.videoHeight));
  frame.width = Math.round(video.videoWidth * scale);
  frame.height = Math.round(video.videoHeight * scale);
  size = { width: frame.width, height: frame.height };
  find('camera-record').disabled = recording !== null;
  const context = frame.getContext('2d');
  const start = performance.now();
  let frames = [];
  let last = 0;
  const mine = stream;
  while (mine && stream === mine) {
    context.drawImage(video, 0, 0, frame.width, frame.height);
    const sent = performance.now();
    last = Math.max(last + 1, Math.round(sent - start) + 1);
    const blob = await new Promise((resolve) => { frame.toBlob(resolve, 'image/jpeg', 0.85); });
    const response = await ask(`/v1/live/${session}/frame?t=${last}`, { method: 'POST', headers: { 'Content-Type': 'image/jpeg' }, body: blob });
    const answer = await response.json();
    if (stream !== mine) break;
    const now = performance.now();
    frames = [...frames.filter((time) => now - time < 2000), now];
    remember(answer);
    recorder?.add(answer, sent);
    show(frame, answer);
    if (recorder) find('recording-time').textContent = clock(recorder.seconds);
    say(`${(frames.length / Math.min(2, Math.max(0.5, (now - start) / 1000))).toFixed(1)} frames a second, ${Math.round(now - sent)} ms each`);
    // Lets the page show it, and answer keys, before the next one; also while the page is not in front.
    await new Promise((resolve) => { setTimeout(resolve, 0); });
  }
}

function startRecording(guard) {
  recorder = new Recorder(stream, size, () => guard(stopRecording));
  find('camera-record').textContent = 'Stop recording';
  find('recording-time').textContent = clock(0);
  find('recording-time').hidden = false;
}

/** Ends the recording, if there is one, and offers it. */
async function stopRecording() {
  if (!recorder) return;
  const ended = recorder;
  recorder = null;
  const record = find('camera-record');
  const focused = document.activeElement === record;
  record.textContent = 'Record';
  record.disabled = true;
  find('recording-time').hidden = true;
  try {
    recording = await ended.stop();
  } finally {
    record.disabled = !stream || recording !== null;
  }
  find('recording-status').textContent = `${recording.video.name}: ${clock(recording.seconds)}, ${recording.frames} frames read. `
    + 'It is in the memory of this page alone, until you discard it or leave.';
  find('recording').hidden = false;
  // By keyboard one goes on from what cannot be pressed any more.
  if (focused) find('recording-show').focus();
}

/** Turns the camera off. The frame that is on its way is still answered, and `run` ends after it. */
function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  find('camera-stop').disabled = true;
  find('camera-record').disabled = true;
}

/** Ends the session when no frame of it is on its way any more: a frame of an ended session is an error. */
async function endSession() {
  const ended = session;
  session = '';
  if (ended) await ask(`/v1/live/${ended}`, { method: 'DELETE' });
}

async function start() {
  if (!navigator.mediaDevices) throw new Error('The browser gives cameras only to pages of this machine (localhost) or over https.');
  find('camera-start').disabled = true;
  const device = find('camera-device').value;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: device ? { deviceId: { exact: device } } : { width: { ideal: 640 } }, audio: false });
  } catch (error) {
    throw new Error(`The camera could not be opened: ${error.message}`);
  }
  await listCameras();
  const video = element('video', { muted: true, playsInline: true });
  video.srcObject = stream;
  await video.play();
  session = (await (await ask('/v1/live', { method: 'POST' })).json()).id;
  lines = [];
  histories = new Map();
  chosen = 0;
  find('camera-stop').disabled = false;
  find('camera-save').disabled = false;
  await run(video);
}

/**
 * @param guard runs work and shows what is wrong with it
 * @param player shows a recording (open), and forgets it (close)
 */
export function startCamera(guard, player) {
  showLegend(find('camera-legend'));
  curves = new Curves(find('camera-chart'), () => [-60, -40, -20, 0], (time) => (time === 0 ? 'now' : `${time} s`));
  showCurves(0);
  find('camera-start').addEventListener('click', async () => {
    await guard(async () => {
      try {
        await start();
      } finally {
        stop();
        await stopRecording();
        await endSession();
      }
    });
    find('camera-start').disabled = false;
    say('The camera is off.');
  });
  find('camera-stop').addEventListener('click', stop);
  find('camera-save').addEventListener('click', () => save(`${lines.join('\n')}\n`, 'camera.jsonl', 'application/jsonl'));
  find('camera-record').addEventListener('click', () => guard(async () => (recorder ? stopRecording() : startRecording(guard))));
  find('recording-video').addEventListener('click', () => save(recording.video, recording.video.name, recording.video.type));
  find('recording-answers').addEventListener('click', () => save(recording.answers, recording.answers.name, recording.answers.type));
  find('recording-show').addEventListener('click', () => player.open(recording));
  find('recording-discard').addEventListener('click', () => guard(async () => {
    const discarded = recording;
    recording = null;
    find('recording').hidden = true;
    find('camera-record').disabled = !stream;
    await player.close(discarded);
  }));
}

/** Ends the camera, for example when another tab is chosen. */
export function stopCamera() {
  if (stream) stop();
}
