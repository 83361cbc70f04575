// Photos: their faces, how often each expression is there, and faces that look alike.
import { bars, colourOf, drawBoxes, drawFace, element, faceCard } from './draw.js';
import { distanceFor, groupAlike } from './group.js';
import { addTimes, timesText } from './times.js';

const all = { max_long_side: 0, max_faces: 0, attributes: ['age', 'gender', 'ethnicity', 'emotion', 'affect', 'identity'] };
const shownSide = 1280; // pixels of a picture as it is shown
const mostPixels = 50e6; // larger photos are made smaller, since phones have little memory
const find = (id) => document.getElementById(id);

let engine = null;
let photos = [];
let busy = Promise.resolve();

function say(text) {
  find('album-status').textContent = text;
}

function canvasOf(bitmap, scale) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d', { willReadFrequently: true }).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function open(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name}: expected a picture that this browser can show, found another file`);
  }
}

/** Reads a photo; what is kept of it is no larger than what is shown. */
async function read(file) {
  const bitmap = await open(file);
  const whole = canvasOf(bitmap, Math.min(1, Math.sqrt(mostPixels / (bitmap.width * bitmap.height))));
  const size = [whole.width, whole.height];
  const thumbnails = (faces) => faces.map((face) => drawFace(whole, face.box));
  const pixels = whole.getContext('2d').getImageData(0, 0, ...size);
  const answer = await engine.analyze(pixels, all);
  const scale = Math.min(1, shownSide / Math.max(...size));
  const shown = canvasOf(whole, scale);
  const photo = { name: file.name || 'picture', size, scale, shown, ...answer, thumbnails: thumbnails(answer.faces) };
  bitmap.close();
  return photo;
}

function show(photo) {
  const canvas = photo.shown;
  canvas.className = 'whole';
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${photo.name} with ${photo.faces.length} boxes`);
  drawBoxes(canvas, photo.faces.map((face) => ({ ...face, box: face.box.map((value) => value * photo.scale) })));
  const faces = element('div', { className: 'faces' });
  photo.faces.forEach((face, index) => faces.append(faceCard(`Face ${index + 1}`, face, photo.thumbnails[index])));
  if (photo.faces.length === 0) faces.append(element('p', {}, 'No face was found.'));
  return element('article', { className: 'panel photo' }, element('h2', {}, photo.name),
    element('div', { className: 'both' }, element('div', {}, canvas), faces),
    element('p', { className: 'soft times' }, timesText(photo.stages)));
}

function copyOf(thumbnail) {
  const copy = element('canvas', { width: thumbnail.width, height: thumbnail.height, 'aria-hidden': 'true' });
  copy.getContext('2d').drawImage(thumbnail, 0, 0);
  return copy;
}

function summarise() {
  const faces = photos.flatMap((photo) => photo.faces.map((face, index) => ({ face, photo, thumbnail: photo.thumbnails[index] })));
  const shares = {};
  for (const { face } of faces) {
    for (const [label, value] of Object.entries(face.emotion.probabilities)) shares[label] = (shares[label] ?? 0) + value / faces.length;
  }
  find('shares').replaceChildren(bars(shares, colourOf));
  find('summary').hidden = faces.length === 0;
  const sums = [];
  for (const photo of photos) addTimes(sums, photo.stages);
  find('album-times').textContent = timesText(sums, Math.max(1, photos.length));
  const pairs = faces.length * (faces.length - 1) / 2;
  const groups = groupAlike(faces.map(({ face }) => face.identity), distanceFor(engine.models, pairs)).filter((group) => group.length > 1);
  find('people').replaceChildren(...groups.map((group, index) => element('div', { className: 'panel person' },
    element('h3', {}, `Person ${index + 1}: ${group.length} faces`), ...group.map((face) => copyOf(faces[face].thumbnail)))));
  find('people-part').hidden = groups.length === 0;
  say(`${photos.length} ${photos.length === 1 ? 'photo' : 'photos'}, ${faces.length} ${faces.length === 1 ? 'face' : 'faces'}`);
  for (const id of ['clear', 'save']) find(id).hidden = photos.length === 0;
}

async function add(files, guard) {
  const progress = find('progress');
  let done = 0;
  progress.hidden = false;
  for (const file of files) {
    progress.value = done / files.length;
    say(`Reading ${++done} of ${files.length} …`);
    await guard(async () => {
      const photo = await read(file);
      photos.push(photo);
      find('photos').prepend(show(photo));
    });
  }
  progress.hidden = true;
  summarise();
}

function save() {
  const results = photos.map(({ name, size: [width, height], faces }) => ({ file: name, width, height, faces }));
  const address = URL.createObjectURL(new Blob([JSON.stringify(results, null, 2)], { type: 'application/json' }));
  element('a', { href: address, download: 'faces.json' }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** @param guard runs work and shows what is wrong with it */
export function startAlbum(opened, guard) {
  engine = opened;
  const input = find('files');
  const take = (files) => {
    if (files.length > 0) busy = busy.then(() => add(files, guard));
  };
  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = '';
    take(files);
  });
  for (const name of ['dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      find('drop').classList.toggle('over', name === 'dragover');
    });
  }
  document.addEventListener('drop', (event) => {
    if (!find('album').hidden) take([...event.dataTransfer.files]);
  });
  find('save').addEventListener('click', save);
  find('clear').addEventListener('click', () => {
    busy = busy.then(() => {
      photos = [];
      find('photos').replaceChildren();
      find('people').replaceChildren();
      summarise();
      say('');
    });
  });
}
